using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Scoring;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class ResultSnapshotConfiguration : IEntityTypeConfiguration<ResultSnapshot>
{
    public void Configure(EntityTypeBuilder<ResultSnapshot> builder)
    {
        builder.ToTable("result_snapshots").MapsWhatItKeeps();

        // Text and not jsonb, which would write numbers and members in its own way: the hash is over these very letters.
        builder.Property(snapshot => snapshot.Content).HasColumnType("text");
        builder.Property(snapshot => snapshot.Hash).HasMaxLength(64);
        builder.HasOne<Assessment>().WithMany().HasForeignKey(snapshot => snapshot.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(snapshot => snapshot.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(snapshot => new { snapshot.AssessmentId, snapshot.At });
        builder.HasIndex(snapshot => new { snapshot.SectorAssessmentId, snapshot.Act, snapshot.Number }).IsUnique();
    }
}

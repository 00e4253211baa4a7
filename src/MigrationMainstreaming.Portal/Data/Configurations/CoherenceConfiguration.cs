using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class InteractionMatrixConfiguration : IEntityTypeConfiguration<InteractionMatrix>
{
    public void Configure(EntityTypeBuilder<InteractionMatrix> builder)
    {
        builder.ToTable("interaction_matrices").MapsWhatItKeeps();
        builder.Property(matrix => matrix.Targets).IsJson();
        builder.Property(matrix => matrix.Revision).IsConcurrencyToken();
        builder.HasOne<Assessment>().WithMany().HasForeignKey(matrix => matrix.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(matrix => matrix.AssessmentId).IsUnique();
    }
}

internal sealed class RatingConfiguration : IEntityTypeConfiguration<Rating>
{
    public void Configure(EntityTypeBuilder<Rating> builder)
    {
        builder.ToTable("ratings").MapsWhatItKeeps();
        builder.Property(rating => rating.From).HasColumnName("from_code").HasMaxLength(60);
        builder.Property(rating => rating.To).HasColumnName("to_code").HasMaxLength(60);
        builder.Property(rating => rating.Version).IsConcurrencyToken();
        builder.HasOne<InteractionMatrix>().WithMany().HasForeignKey(rating => rating.MatrixId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ministry>().WithMany().HasForeignKey(rating => rating.MinistryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(rating => new { rating.MatrixId, rating.From, rating.To, rating.RaterId }).IsUnique();
    }
}

internal sealed class SettledRatingConfiguration : IEntityTypeConfiguration<SettledRating>
{
    public void Configure(EntityTypeBuilder<SettledRating> builder)
    {
        builder.ToTable("settled_ratings").MapsWhatItKeeps();
        builder.Property(settled => settled.From).HasColumnName("from_code").HasMaxLength(60);
        builder.Property(settled => settled.To).HasColumnName("to_code").HasMaxLength(60);
        builder.HasOne<InteractionMatrix>().WithMany().HasForeignKey(settled => settled.MatrixId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(settled => new { settled.MatrixId, settled.From, settled.To, settled.Number }).IsUnique();
    }
}

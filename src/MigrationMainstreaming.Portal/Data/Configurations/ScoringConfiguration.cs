using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Scoring;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class ScenarioConfiguration : IEntityTypeConfiguration<Scenario>
{
    public void Configure(EntityTypeBuilder<Scenario> builder)
    {
        builder.ToTable("scenarios").MapsWhatItKeeps();
        builder.Property(scenario => scenario.Changes).IsJson();
        builder.Property(scenario => scenario.Revision).IsConcurrencyToken();
        builder.HasOne<Assessment>().WithMany().HasForeignKey(scenario => scenario.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ministry>().WithMany().HasForeignKey(scenario => scenario.MinistryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(scenario => scenario.AssessmentId);
    }
}

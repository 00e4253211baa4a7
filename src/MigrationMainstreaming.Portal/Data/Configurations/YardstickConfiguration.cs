using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Yardsticks;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class CrosswalkDecisionConfiguration : IEntityTypeConfiguration<CrosswalkDecision>
{
    public void Configure(EntityTypeBuilder<CrosswalkDecision> builder)
    {
        builder.ToTable("crosswalk_decisions").MapsWhatItKeeps();
        builder.Property(decision => decision.Item).HasMaxLength(40);
        builder.Property(decision => decision.Value).HasMaxLength(40);
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(decision => decision.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Answer>().WithMany().HasForeignKey(decision => decision.SourceAnswerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(decision => new { decision.SectorAssessmentId, decision.Item });
    }
}

internal sealed class PublishedValueConfiguration : IEntityTypeConfiguration<PublishedValue>
{
    public void Configure(EntityTypeBuilder<PublishedValue> builder)
    {
        builder.ToTable("published_values").MapsWhatItKeeps();
        builder.Property(value => value.Indicator).HasMaxLength(60);
        builder.Property(value => value.Figure).IsJson();
        builder.Property(value => value.EndedAt).IsConcurrencyToken();
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(value => value.CountryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PublishedValue>().WithMany().HasForeignKey(value => value.CorrectsId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(value => new { value.CountryId, value.Indicator });
    }
}

internal sealed class NationalPlanConfiguration : IEntityTypeConfiguration<NationalPlan>
{
    public void Configure(EntityTypeBuilder<NationalPlan> builder)
    {
        builder.ToTable("national_plans").MapsWhatItKeeps();
        builder.Property(plan => plan.Content).IsJson();
        builder.Property(plan => plan.Version).IsConcurrencyToken();
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(plan => plan.JurisdictionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(plan => new { plan.CountryId, plan.JurisdictionId }).IsUnique();
    }
}

internal sealed class NationalPlanRevisionConfiguration : IEntityTypeConfiguration<NationalPlanRevision>
{
    public void Configure(EntityTypeBuilder<NationalPlanRevision> builder)
    {
        builder.ToTable("national_plan_revisions").MapsWhatItKeeps();
        builder.Property(revision => revision.Content).IsJson();
        builder.HasOne<NationalPlan>().WithMany().HasForeignKey(revision => revision.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(revision => new { revision.PlanId, revision.Version }).IsUnique();
    }
}

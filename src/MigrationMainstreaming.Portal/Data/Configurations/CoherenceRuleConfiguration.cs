using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class RuleSetVersionConfiguration : IEntityTypeConfiguration<RuleSetVersion>
{
    public void Configure(EntityTypeBuilder<RuleSetVersion> builder)
    {
        builder.ToTable("rule_set_versions").MapsWhatItKeeps();
        builder.Property(version => version.Hash).HasMaxLength(64);
        builder.Property(version => version.Content).IsJson();
        builder.Property(version => version.Revision).IsConcurrencyToken();
        builder.HasIndex(version => version.Number).IsUnique();
    }
}

internal sealed class HitCommentConfiguration : IEntityTypeConfiguration<HitComment>
{
    public void Configure(EntityTypeBuilder<HitComment> builder)
    {
        builder.ToTable("hit_comments").MapsWhatItKeeps();
        builder.Property(comment => comment.RuleCode).HasMaxLength(40);
        builder.Property(comment => comment.Answers).IsJson();
        builder.HasOne<Assessment>().WithMany().HasForeignKey(comment => comment.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ministry>().WithMany().HasForeignKey(comment => comment.MinistryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(comment => new { comment.AssessmentId, comment.RuleCode });
    }
}

internal sealed class HitSettlementConfiguration : IEntityTypeConfiguration<HitSettlement>
{
    public void Configure(EntityTypeBuilder<HitSettlement> builder)
    {
        builder.ToTable("hit_settlements").MapsWhatItKeeps();
        builder.Property(settlement => settlement.RuleCode).HasMaxLength(40);
        builder.Property(settlement => settlement.Answers).IsJson();
        builder.HasOne<Assessment>().WithMany().HasForeignKey(settlement => settlement.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ministry>().WithMany().HasForeignKey(settlement => settlement.MinistryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(settlement => new { settlement.AssessmentId, settlement.RuleCode, settlement.Number }).IsUnique();
    }
}

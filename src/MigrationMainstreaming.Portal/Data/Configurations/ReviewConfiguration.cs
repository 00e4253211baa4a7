using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reviews;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class ReviewConfiguration : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.ToTable("reviews").MapsWhatItKeeps();
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(review => review.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(review => new { review.SectorAssessmentId, review.SubmissionNumber }).IsUnique();
    }
}

internal sealed class ReviewCommentConfiguration : IEntityTypeConfiguration<ReviewComment>
{
    public void Configure(EntityTypeBuilder<ReviewComment> builder)
    {
        builder.ToTable("review_comments").MapsWhatItKeeps();
        builder.Property(comment => comment.QuestionCode).HasMaxLength(40);
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(comment => comment.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(comment => new { comment.SectorAssessmentId, comment.QuestionCode });
    }
}

internal sealed class ProposalConfiguration : IEntityTypeConfiguration<Proposal>
{
    public void Configure(EntityTypeBuilder<Proposal> builder)
    {
        builder.ToTable("proposals").MapsWhatItKeeps();
        builder.Property(proposal => proposal.QuestionCode).HasMaxLength(40);
        builder.Property(proposal => proposal.Value).IsJson();
        builder.Property(proposal => proposal.Status).IsConcurrencyToken();
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(proposal => proposal.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(proposal => new { proposal.SectorAssessmentId, proposal.QuestionCode });
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data.Acts;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class AssessmentConfiguration : IEntityTypeConfiguration<Assessment>
{
    public void Configure(EntityTypeBuilder<Assessment> builder)
    {
        builder.ToTable("assessments").MapsWhatItKeeps();
        builder.Property(assessment => assessment.Title).HasMaxLength(200);
        builder.Property(assessment => assessment.Cycle).HasMaxLength(40);
        builder.Property(assessment => assessment.Language).HasMaxLength(20);
        builder.Property(assessment => assessment.Signature).IsJson();
        builder.Property(assessment => assessment.Revision).IsConcurrencyToken();
        builder.HasMany(assessment => assessment.Sectors).WithOne().HasForeignKey(sector => sector.AssessmentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(assessment => assessment.JurisdictionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(assessment => new { assessment.CountryId, assessment.OpenedAt });
    }
}

internal sealed class SectorAssessmentConfiguration : IEntityTypeConfiguration<SectorAssessment>
{
    public void Configure(EntityTypeBuilder<SectorAssessment> builder)
    {
        builder.ToTable("sector_assessments").MapsWhatItKeeps();
        builder.Property(sector => sector.TemplateKey).HasMaxLength(60);
        builder.Property(sector => sector.Revision).IsConcurrencyToken();
        builder.HasOne<TemplateVersion>().WithMany().HasForeignKey(sector => sector.TemplateVersionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ministry>().WithMany().HasForeignKey(sector => sector.MinistryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(sector => new { sector.AssessmentId, sector.TemplateKey }).IsUnique();
        builder.HasIndex(sector => new { sector.CountryId, sector.MinistryId });
    }
}

internal sealed class AnswerConfiguration : IEntityTypeConfiguration<Answer>
{
    public void Configure(EntityTypeBuilder<Answer> builder)
    {
        builder.ToTable("answers").MapsWhatItKeeps();
        builder.Property(answer => answer.QuestionCode).HasMaxLength(40);
        builder.Property(answer => answer.Value).IsJson();
        builder.Property(answer => answer.Version).IsConcurrencyToken();
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(answer => answer.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(answer => new { answer.SectorAssessmentId, answer.QuestionCode, answer.MinistryId }).IsUnique();
    }
}

internal sealed class AnswerRevisionConfiguration : IEntityTypeConfiguration<AnswerRevision>
{
    public void Configure(EntityTypeBuilder<AnswerRevision> builder)
    {
        builder.ToTable("answer_revisions").MapsWhatItKeeps();
        builder.Property(revision => revision.QuestionCode).HasMaxLength(40);
        builder.Property(revision => revision.Value).IsJson();
        builder.HasOne<Answer>().WithMany().HasForeignKey(revision => revision.AnswerId).OnDelete(DeleteBehavior.Restrict);

        // The country stands in every unique key, so that a refusal tells nothing about another country.
        builder.HasIndex(revision => new { revision.CountryId, revision.OperationId }).IsUnique();
        builder.HasIndex(revision => new { revision.AnswerId, revision.Version }).IsUnique();
        builder.HasIndex(revision => new { revision.SectorAssessmentId, revision.QuestionCode });
    }
}

internal sealed class SetAsideAnswerConfiguration : IEntityTypeConfiguration<SetAsideAnswer>
{
    public void Configure(EntityTypeBuilder<SetAsideAnswer> builder)
    {
        builder.ToTable("set_aside_answers").MapsWhatItKeeps();

        // The id is the operation's, chosen by a browser: unique inside a country.
        builder.HasKey(answer => new { answer.CountryId, answer.Id });
        builder.Property(answer => answer.QuestionCode).HasMaxLength(40);
        builder.Property(answer => answer.Value).IsJson();
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(answer => answer.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(answer => new { answer.SectorAssessmentId, answer.QuestionCode });
    }
}

internal sealed class SubmissionConfiguration : IEntityTypeConfiguration<Submission>
{
    public void Configure(EntityTypeBuilder<Submission> builder)
    {
        builder.ToTable("submissions").MapsWhatItKeeps();
        builder.Property(submission => submission.Clearance).IsJson();
        builder.Property(submission => submission.Answers).IsJson();
        builder.HasOne<SectorAssessment>().WithMany().HasForeignKey(submission => submission.SectorAssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(submission => new { submission.SectorAssessmentId, submission.Number }).IsUnique();
    }
}

internal sealed class AttachedFileConfiguration : IEntityTypeConfiguration<AttachedFile>
{
    public void Configure(EntityTypeBuilder<AttachedFile> builder)
    {
        builder.ToTable("attached_files").MapsWhatItKeeps();
        builder.Property(file => file.Name).HasMaxLength(255);
        builder.Property(file => file.ContentType).HasMaxLength(120);
        builder.Property(file => file.Sha256).HasMaxLength(64);
        builder.HasOne<Assessment>().WithMany().HasForeignKey(file => file.AssessmentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> builder)
    {
        builder.ToTable("activities").MapsWhatItKeeps();
        builder.Property(activity => activity.Kind).HasMaxLength(60);
        builder.Property(activity => activity.SectorKey).HasMaxLength(60);
        builder.Property(activity => activity.Args).IsJson();
        builder.HasOne<Assessment>().WithMany().HasForeignKey(activity => activity.AssessmentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(activity => new { activity.AssessmentId, activity.At });
    }
}

internal sealed class OperationConfiguration : IEntityTypeConfiguration<Operation>
{
    public void Configure(EntityTypeBuilder<Operation> builder)
    {
        builder.ToTable("operations").MapsWhatItKeeps();
        builder.HasKey(operation => new { operation.UserId, operation.Id });
        builder.Property(operation => operation.Kind).HasMaxLength(60);
        builder.Property(operation => operation.RequestHash).HasMaxLength(64);
        builder.Property(operation => operation.Result).HasColumnType("jsonb");
        builder.HasIndex(operation => operation.At);
    }
}

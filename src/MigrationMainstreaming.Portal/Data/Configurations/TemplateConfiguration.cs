using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class TemplateVersionConfiguration : IEntityTypeConfiguration<TemplateVersion>
{
    public void Configure(EntityTypeBuilder<TemplateVersion> builder)
    {
        builder.ToTable("template_versions").MapsWhatItKeeps();
        builder.Property(version => version.Key).HasMaxLength(60);
        builder.Property(version => version.Hash).HasMaxLength(64);
        builder.Property(version => version.Content).IsJson();
        builder.Property(version => version.Revision).IsConcurrencyToken();
        builder.HasIndex(version => new { version.Key, version.Number }).IsUnique();
    }
}

internal sealed class TemplateTextsConfiguration : IEntityTypeConfiguration<TemplateTexts>
{
    public void Configure(EntityTypeBuilder<TemplateTexts> builder)
    {
        builder.ToTable("template_texts").MapsWhatItKeeps();
        builder.Property(texts => texts.Language).HasMaxLength(20);
        builder.Property(texts => texts.Texts).IsJson();
        builder.HasOne<TemplateVersion>().WithMany().HasForeignKey(texts => texts.TemplateVersionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(texts => new { texts.TemplateVersionId, texts.Language }).IsUnique();
    }
}

internal sealed class FrameworkConfiguration : IEntityTypeConfiguration<FrameworkRecord>
{
    public void Configure(EntityTypeBuilder<FrameworkRecord> builder)
    {
        builder.ToTable("frameworks").MapsWhatItKeeps();
        builder.HasKey(framework => framework.Code);
        builder.Property(framework => framework.Code).HasMaxLength(20);
        builder.Property(framework => framework.Content).IsJson();
    }
}

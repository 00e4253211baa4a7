using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MigrationMainstreaming.Domain.Jurisdictions;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class JurisdictionConfiguration : IEntityTypeConfiguration<Jurisdiction>
{
    public void Configure(EntityTypeBuilder<Jurisdiction> builder)
    {
        builder.ToTable("jurisdictions").MapsWhatItKeeps();
        builder.Property(jurisdiction => jurisdiction.Name).IsJson();
        builder.Property(jurisdiction => jurisdiction.Code).HasMaxLength(20);
        builder.Property(jurisdiction => jurisdiction.Languages).IsWords();
        builder.Property(jurisdiction => jurisdiction.Frameworks).IsWords();
        builder.Property(jurisdiction => jurisdiction.Profile).HasColumnType("text[]").HasConversion(
            new ValueConverter<CountryProfile, string[]>(profile => profile.Ticks.Order().ToArray(), ticks => CountryProfile.Of(ticks)),
            new ValueComparer<CountryProfile>((one, other) => Equals(one, other), profile => profile.GetHashCode(), profile => profile));
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(jurisdiction => jurisdiction.ParentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(jurisdiction => new { jurisdiction.CountryId, jurisdiction.ParentId, jurisdiction.Code }).IsUnique();
    }
}

internal sealed class MinistryConfiguration : IEntityTypeConfiguration<Ministry>
{
    public void Configure(EntityTypeBuilder<Ministry> builder)
    {
        builder.ToTable("ministries").MapsWhatItKeeps();
        builder.Property(ministry => ministry.Name).IsJson();
        builder.Property(ministry => ministry.Code).HasMaxLength(40);
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(ministry => ministry.JurisdictionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(ministry => new { ministry.CountryId, ministry.JurisdictionId, ministry.Code }).IsUnique();
    }
}

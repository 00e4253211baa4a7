using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Data.Configurations;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.Property(user => user.Id).ValueGeneratedNever();
        builder.Property(user => user.Name).HasMaxLength(200);
        builder.Property(user => user.Language).HasMaxLength(20);
        builder.Property(user => user.Theme).HasMaxLength(20);
        builder.HasIndex(user => user.NormalizedEmail).IsUnique();
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions").MapsWhatItKeeps();
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class GrantedScopeConfiguration : IEntityTypeConfiguration<GrantedScope>
{
    public void Configure(EntityTypeBuilder<GrantedScope> builder)
    {
        builder.ToTable("scopes").MapsWhatItKeeps();
        builder.Property(scope => scope.Role).HasMaxLength(40);
        builder.HasOne<User>().WithMany().HasForeignKey(scope => scope.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Jurisdiction>().WithMany().HasForeignKey(scope => scope.CountryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ministry>().WithMany().HasForeignKey(scope => scope.MinistryId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations").MapsWhatItKeeps();
        builder.Property(invitation => invitation.Email).HasMaxLength(256);
        builder.Property(invitation => invitation.Name).HasMaxLength(200);
        builder.Property(invitation => invitation.Language).HasMaxLength(20);
        builder.Property(invitation => invitation.Role).HasMaxLength(40);
        builder.Property(invitation => invitation.TokenHash).HasMaxLength(64);
        builder.HasIndex(invitation => invitation.TokenHash).IsUnique();
    }
}

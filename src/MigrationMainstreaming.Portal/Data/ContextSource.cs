using Microsoft.EntityFrameworkCore;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Makes contexts for a given access: for the person directory, jobs and seeds. Everything that a person does takes
/// <see cref="IDbContextFactory{TContext}"/> instead, which asks who is there.</summary>
public sealed class ContextSource(DbContextOptions<MainstreamingDbContext> options)
{
    public MainstreamingDbContext CreateFor(DataAccess access) => new(options) { Access = access };
}

using Microsoft.EntityFrameworkCore;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Makes contexts for a given access: for the person directory, jobs and seeds. Everything that a person does takes
/// <see cref="IDbContextFactory{TContext}"/> instead, which asks who is there.</summary>
public sealed class ContextSource(DbContextOptions<MainstreamingDbContext> options)
{
    public MainstreamingDbContext CreateFor(DataAccess access)
    {
        var db = new MainstreamingDbContext(options) { Access = access };

        // An act saves once in its transaction: a failure ends the transaction, and a savepoint would only cost two more ways to the database.
        db.Database.AutoSavepointsEnabled = false;
        return db;
    }
}

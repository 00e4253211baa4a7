using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Portal.Data;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Makes contexts that carry the countries of the person who is asking; of nobody, without one.</summary>
public sealed class PersonContextFactory(ContextSource contexts, CurrentUser user) : IDbContextFactory<MainstreamingDbContext>
{
    /// <summary>Refused: who is asking must be awaited. Use <see cref="CreateDbContextAsync"/>.</summary>
    public MainstreamingDbContext CreateDbContext() => throw new NotSupportedException("Use CreateDbContextAsync: who is asking must be awaited.");

    public async Task<MainstreamingDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        contexts.CreateFor((await user.PersonAsync())?.Access ?? DataAccess.None);
}

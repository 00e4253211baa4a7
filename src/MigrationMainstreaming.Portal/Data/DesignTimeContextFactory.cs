using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Gives <c>dotnet ef</c> a context; making a migration needs the model and no database.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<MainstreamingDbContext>
{
    public MainstreamingDbContext CreateDbContext(string[] args) =>
        new((DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>().UseMainstreaming("Host=nowhere").Options);
}

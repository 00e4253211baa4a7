using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.App.Errors;
using MigrationMainstreaming.Portal.Commands;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features;
using MigrationMainstreaming.Portal.Features.Account;
using MigrationMainstreaming.Portal.Operations;
using MigrationMainstreaming.Portal.Security;

if (await Commands.RunAsync(args) is { } exitCode)
{
    return exitCode;
}

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddLogs();
    builder.AddOperations();
    await using var database = await PortalDatabase.FindAsync(builder.Configuration, builder.Environment, Console.WriteLine);
    builder.Services.AddData(database.Serving);
    builder.Services.AddAccounts(builder.Environment);
    builder.Services.AddFeatures();
    builder.AddWebSafeguards();
    builder.AddShell();

    var app = builder.Build();
    await app.PrepareDatabaseAsync(database);
    app.UseOperations();
    app.UseWebSafeguards();
    app.UseErrorPages();
    app.UseAccounts();
    app.UseShell();
    app.MapShell();
    app.MapOperations();
    app.MapAccount();
    app.MapFeatures();
    app.SayWhere();
    await app.RunAsync();
    return 0;
}
catch (Exception refusal) when (refusal is StartupException or LocalPostgresException or IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException })
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}

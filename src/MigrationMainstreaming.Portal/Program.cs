using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.App.Errors;
using MigrationMainstreaming.Portal.Commands;
using MigrationMainstreaming.Portal.Security;

if (await Commands.RunAsync(args) is { } exit)
{
    return exit;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddWebSafeguards();
builder.AddShell();

var app = builder.Build();
app.UseWebSafeguards();
app.UseErrorPages();
app.UseShell();
app.MapShell();
app.MapGet("/health/live", () => Results.Ok()).AllowAnonymous();
app.Run();
return 0;

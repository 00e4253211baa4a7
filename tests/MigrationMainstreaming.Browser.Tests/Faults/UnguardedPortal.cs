using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>A portal whose saves have lost a guard, for the rig's test of itself: the version that their author was shown is always the newest, and on
/// demand every sending is a new operation. No setting of the portal can do this; a service is put before it that is in no portal of anybody's.</summary>
internal sealed class UnguardedPortal(FaultRig rig, bool withoutKeys) : WebApplicationFactory<Program>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseEnvironment("Development")
        .UseSetting("ConnectionStrings:Portal", rig.Serving)
        .UseSetting("Portal:PrepareDatabase", "false")
        .ConfigureServices(services => services.AddSingleton<IStartupFilter>(new WithoutGuards(rig.Superuser, withoutKeys)));

    private sealed class WithoutGuards(string superuser, bool withoutKeys) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                if (http.Request.Method == HttpMethods.Put && http.Request.Path.Value?.Split('/') is [_, "api", _, _, var assessment, var sector, "answers", var question])
                {
                    http.Request.Headers.IfMatch = $"\"{await NewestAsync(Guid.Parse(assessment), sector, question)}\"";
                    if (withoutKeys)
                    {
                        http.Request.Headers["Idempotency-Key"] = Guid.NewGuid().ToString();
                    }
                }

                await rest(http);
            });
            next(app);
        };

        private async Task<int> NewestAsync(Guid assessment, string sector, string question)
        {
            await using var connection = new NpgsqlConnection(superuser);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "select a.version from answers a join sector_assessments s on s.id = a.sector_assessment_id where s.assessment_id = $1 and s.template_key = $2 and a.question_code = $3", connection)
            {
                Parameters = { new() { Value = assessment }, new() { Value = sector }, new() { Value = question } },
            };
            return await command.ExecuteScalarAsync() as int? ?? 0;
        }
    }
}

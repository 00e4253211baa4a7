using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.LocalPostgres;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Data.Seed;
using MigrationMainstreaming.Portal.Security;
using Npgsql;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>A private PostgreSQL with one country in which each official has a ministry, an assessment and a session of their own.</summary>
internal sealed class BenchmarkDatabase : IAsyncDisposable
{
    private const string Database = "benchmark";
    private const int OfficialsAtOnce = 25;

    /// <summary>This many sections are answered before anybody comes.</summary>
    private const int AnsweredSections = BenchmarkQuestionnaire.SectionCount / 2;

    private readonly LocalPostgresServer _server;

    private BenchmarkDatabase(LocalPostgresServer server) => _server = server;

    /// <summary>The connection string of the restricted role.</summary>
    public string Serving => _server.ConnectionString(Database, RowSecurity.ServingRole);

    /// <summary>The process that all of the server's others come from.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(_server.DataFolder, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private string Owner => _server.ConnectionString(Database, PortalDatabase.OwnerRole);

    public static async Task<BenchmarkDatabase> StartAsync(Options options) =>
        Ending.Watched(new BenchmarkDatabase(await LocalPostgresServer.StartAsync(new LocalPostgresOptions { Folder = options.Postgres })));

    /// <summary>Makes the database anew, with so many officials.</summary>
    public async Task PrepareAsync(int officials)
    {
        await MakeEmptyAsync();
        await DatabaseMigrator.MigrateAsync(Owner, Serving, async (contexts, cancellation) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            await ShippedContent.PutIntoAsync(contexts, now, cancellation);
            var version = Publish(now);
            var country = Jurisdiction.NewCountry("BM", new LocalText("en", "Benchmark"));
            country.SetProfile(CountryProfile.Of(CountryProfile.AllTicks));
            await using (var db = contexts.CreateFor(new DataAccess(null, new HashSet<Guid> { country.Id }, Platform: true)))
            {
                db.TemplateVersions.Add(version);
                db.Jurisdictions.Add(country);
                await db.SaveChangesAsync(cancellation);
            }

            foreach (var numbers in Enumerable.Range(1, officials).Chunk(OfficialsAtOnce))
            {
                await using var db = contexts.CreateFor(new DataAccess(null, new HashSet<Guid> { country.Id }, Platform: true));
                foreach (var number in numbers)
                {
                    Add(db, country, version, number, now);
                }

                await db.SaveChangesAsync(cancellation);
            }

            await using (var db = contexts.CreateFor(new DataAccess(null, new HashSet<Guid> { country.Id }, Platform: true)))
            {
                await WholeRound.AddAsync(db, country, version, now, cancellation);
                await db.SaveChangesAsync(cancellation);
            }
        });
        await ExecuteAsync(Owner, "vacuum analyze");
    }

    /// <summary>The officials, each with the cookie of their session.</summary>
    /// <remarks>Signing in a thousand people would cost a thousand slow hashes of passwords. So their sessions lie in the database, and the
    /// cookies are made here as the portal makes them: by its own settings, with the keys that it keeps in the database.</remarks>
    public Task<IReadOnlyList<Account>> AccountsAsync(bool isDevelopment) => AccountsAsync(isDevelopment, OfficialsAsync);

    /// <summary>The coordinator of the round with every sector (<see cref="WholeRound"/>).</summary>
    public async Task<Account> CoordinatorAsync(bool isDevelopment) => (await AccountsAsync(isDevelopment, WholeRound.CoordinatorAsync))[0];

    private async Task<IReadOnlyList<Account>> AccountsAsync(bool isDevelopment, Func<ContextSource, Task<IReadOnlyList<(User User, Guid Session, Guid AssessmentId)>>> find)
    {
        var host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = isDevelopment ? Environments.Development : Environments.Production });
        host.Services.AddLogging().AddData(Serving).AddAccounts(host.Environment);
        await using var services = host.Services.BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var cookie = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var claims = scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<User>>();
        var accounts = new List<Account>();
        foreach (var (user, session, assessmentId) in await find(services.GetRequiredService<ContextSource>()))
        {
            var principal = await claims.CreateAsync(user);
            ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(Session.ClaimType, session.ToString()));
            var now = TimeProvider.System.GetUtcNow();
            var ticket = new AuthenticationTicket(principal, new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + cookie.ExpireTimeSpan }, IdentityConstants.ApplicationScheme);
            accounts.Add(new Account(assessmentId, cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(ticket)));
        }

        return accounts;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }

    private static async Task<IReadOnlyList<(User User, Guid Session, Guid AssessmentId)>> OfficialsAsync(ContextSource contexts)
    {
        try
        {
            await using var look = contexts.CreateFor(DataAccess.None with { Platform = true });
            var countries = (await look.Jurisdictions.Select(jurisdiction => jurisdiction.Id).ToListAsync()).ToHashSet();
            await using var db = contexts.CreateFor(new DataAccess(null, countries, Platform: true));
            var found = await (
                from user in db.Users.AsNoTracking()
                join session in db.Sessions on user.Id equals session.UserId
                join scope in db.Scopes on user.Id equals scope.UserId
                join sector in db.SectorAssessments on scope.MinistryId equals sector.MinistryId
                where sector.TemplateKey == BenchmarkQuestionnaire.Key
                orderby user.Id
                select new { user, session.Id, sector.AssessmentId }).ToListAsync();
            return found.Count > 0 ? [.. found.Select(row => (row.user, row.Id, row.AssessmentId))] : throw new UsageException("There is nobody in the database: run the command prepare.");
        }
        catch (PostgresException problem) when (problem.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.UndefinedTable)
        {
            throw new UsageException("There is no database for the benchmarks yet: run the command prepare.");
        }
    }

    private async Task MakeEmptyAsync()
    {
        var superuser = _server.ConnectionString("postgres");
        await ExecuteAsync(superuser, $"drop database if exists {Database} with (force)");
        await PortalDatabase.PrepareAsync(superuser, Database, CancellationToken.None);
    }

    private static TemplateVersion Publish(DateTimeOffset now)
    {
        var version = TemplateVersion.NewDraft(BenchmarkQuestionnaire.Make(), now);
        version.Publish(QuestionnaireCheck.ProblemsOf(version.Content, ShippedContent.LinkableItems(ShippedContent.ReadFrameworks())), "For measuring.", "Benchmark", now);
        return version;
    }

    private static void Add(MainstreamingDbContext db, Jurisdiction country, TemplateVersion version, int number, DateTimeOffset now)
    {
        var email = string.Create(CultureInfo.InvariantCulture, $"official-{number}@benchmark.example");
        var ministry = Ministry.Of(country, string.Create(CultureInfo.InvariantCulture, $"ministry-{number}"), new LocalText("en", $"Ministry {number}"));
        // Without a hash of a password: nobody can sign in by one.
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            Name = $"Official {number}",
            SecurityStamp = Guid.NewGuid().ToString("N"),
            CreatedAt = now,
        };
        db.Ministries.Add(ministry);
        db.Users.Add(user);
        db.Scopes.Add(GrantedScope.Of(user.Id, "official", country.Id, ministry.Id, null, "Benchmark", now));
        db.Sessions.Add(new Session(Guid.CreateVersion7(), user.Id, now));

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var assessment = Assessment.Open(country, new AssessmentTerms($"Benchmark {number}", "2026", today, today.AddDays(90), "en", ReleaseMode.ByHand), now);
        db.Assessments.Add(assessment);
        var sector = assessment.Add(version.Key, version.Id, ministry.Id);
        sector.Begin(now);
        var by = new Author(user.Id, user.Name);
        foreach (var (question, turn) in version.Content.Sections.Take(AnsweredSections).SelectMany(section => section.Questions).Select((question, turn) => (question, turn)))
        {
            var answer = Domain.Assessments.Answer.To(sector, question);
            db.Answers.Add(answer);
            db.AnswerRevisions.Add(answer.Record(question, new AnswerContent(BenchmarkQuestionnaire.Answer(question, turn), null, "Act 12 of 2019"), 0, by, AnswerOrigin.Typed, Guid.CreateVersion7(), now));
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>An official who is signed in.</summary>
/// <param name="AssessmentId">Their assessment.</param>
/// <param name="CookieName">The name of the session's cookie.</param>
/// <param name="CookieValue">Its value.</param>
internal sealed record Account(Guid AssessmentId, string CookieName, string CookieValue)
{
    /// <summary>The section that is opened: the last one that is answered in full.</summary>
    public string Page => $"/assessments/{AssessmentId}/{BenchmarkQuestionnaire.Key}?section=s{(BenchmarkQuestionnaire.SectionCount / 2) - 1}";

    public string Answers => $"/api/v1/assessments/{AssessmentId}/{BenchmarkQuestionnaire.Key}/answers";
}

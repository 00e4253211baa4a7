using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Tests.Data;
using MigrationMainstreaming.Portal.Tests.Features.Assessments;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Features.Writing;

/// <summary>What people see of a database that is locked, stopped, killed, stalled or full: that they are told in time, and that sending again
/// under the same key saves once.</summary>
[Collection(nameof(Faults))]
public sealed class DatabaseFaultsTests(FaultServer server)
{
    /// <summary>What a person is promised, five seconds, and room for a machine that runs other tests; without our limits it would be fifteen and more.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task LockedTable_SmallPoolManyWriters_EachHearsInTime_AndTheSameKeySavesOnceAfterwards()
    {
        await using var portal = new AnswerEndpointsTests.Portal(server.Serving + ";Maximum Pool Size=5");
        var person = await portal.SignInAsync("coordinator@demo.example");
        var writes = (await UnwrittenAsync(person, ["health", "gender", "education", "finance", "private-sector"])).Take(40).ToList();
        Assert.Equal(40, writes.Count);
        await using var locker = new NpgsqlConnection(server.Superuser);
        await locker.OpenAsync();
        await using var transaction = await locker.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table answers in access exclusive mode", locker))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var locked = Stopwatch.StartNew();
        var held = Task.WhenAll(writes.Select(write => TimedAsync(person, write)));
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal("live", await StatusAsync(portal, "/health/live"));
        Assert.Equal("degraded", await StatusAsync(portal, "/health/ready"));
        foreach (var (reply, took) in await held)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
            Assert.EndsWith(".", await ProblemAsync(reply), StringComparison.Ordinal);
            Assert.True(took < Promised, $"A save was answered after {took}.");
        }

        // Sent again as the browser does, while the table is locked and after.
        var again = writes.Select(write => UntilSavedAsync(person, write)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, 10 - locked.Elapsed.TotalSeconds)));
        await transaction.RollbackAsync();
        await Task.WhenAll(again);

        await AssertOneRevisionEachAsync(writes);
        Assert.Equal("ready", await StatusAsync(portal, "/health/ready"));
    }

    [Fact]
    public async Task StoppedServer_IsTold_AndServesAgainWithoutARestart()
    {
        await using var portal = new AnswerEndpointsTests.Portal(server.Serving);
        var person = await portal.SignInAsync("health@demo.example");
        var write = (await UnwrittenAsync(person, ["health"]))[0];

        await server.StopAsync();
        var watch = Stopwatch.StartNew();
        Assert.Equal("not ready", await StatusAsync(portal, "/health/ready"));
        var (reply, took) = await TimedAsync(person, write);
        Assert.True(watch.Elapsed < Promised * 2);
        Assert.True(took < Promised);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.Equal("The server's database cannot be reached at the moment.", await ProblemAsync(reply));
        Assert.Equal("live", await StatusAsync(portal, "/health/live"));
        await PageSaysSoAsync(person.Client, "The server&#x27;s database cannot be reached at the moment.");

        await server.StartAsync();
        await ReadyWithinTenSecondsAsync(portal);
        await UntilSavedAsync(person, write);
        await AssertOneRevisionEachAsync([write]);
    }

    [Fact]
    public async Task StalledServer_IsTold_AndServesAgainWithoutARestart()
    {
        await using var portal = new AnswerEndpointsTests.Portal(server.Serving);
        var person = await portal.SignInAsync("health@demo.example");
        var write = (await UnwrittenAsync(person, ["health"]))[0];

        server.Freeze();
        try
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("not ready", await StatusAsync(portal, "/health/ready"));
            Assert.True(watch.Elapsed < Promised, $"Readiness was answered after {watch.Elapsed}.");
            var (reply, took) = await TimedAsync(person, write);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
            Assert.Equal("The server did not answer in time.", await ProblemAsync(reply));
            Assert.True(took < Promised, $"A save was answered after {took}.");
        }
        finally
        {
            server.Thaw();
        }

        await ReadyWithinTenSecondsAsync(portal);
        await UntilSavedAsync(person, write);
        await AssertOneRevisionEachAsync([write]);
    }

    [Theory]
    [InlineData("server")]
    [InlineData("backend")]
    public async Task Killed_WhileTwelveWrite_LosesNothingAcknowledged_AndDoublesNothing(string what)
    {
        await using var portal = new AnswerEndpointsTests.Portal(server.Serving);
        var person = await portal.SignInAsync("coordinator@demo.example");
        var questions = (await UnwrittenAsync(person, ["health", "gender", "finance", "private-sector"])).Take(12).ToList();
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(what == "server" ? 8 : 5));
        var writers = questions.Select(question => WriteOnAsync(person, question, enough.Token)).ToList();
        for (var times = 0; times < 3; times++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            if (what == "server")
            {
                await server.CrashAsync();
            }
            else if (await server.ScalarAsync("select pid from pg_stat_activity where application_name = 'portal' and pid <> pg_backend_pid() order by random() limit 1") is int id)
            {
                // The server ends all other connections too, and recovers.
                FaultServer.KillBackend(id);
                await Task.Delay(300);
                await server.ScalarAsync("select 1");
            }
        }

        var acknowledged = (await Task.WhenAll(writers)).SelectMany(written => written).ToList();

        Assert.True(acknowledged.Count > 24, $"Only {acknowledged.Count} writes were acknowledged: nothing is proven.");
        await AssertOneRevisionEachAsync(acknowledged);
    }

    [Fact]
    public async Task CrashBetweenCommitAndReply_TheSameKeyIsToldThatItWasDone()
    {
        var crash = new CrashAfterCommit();
        await using var portal = new AnswerEndpointsTests.Portal(server.Serving);
        await using var crashing = portal.WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton(provider =>
            (DbContextOptions<MainstreamingDbContext>)new DbContextOptionsBuilder<MainstreamingDbContext>().UseMainstreaming(provider.GetRequiredService<NpgsqlDataSource>()).AddInterceptors(crash).Options)));
        var person = await portal.SignInAsync("health@demo.example", browser: crashing.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }));
        var write = (await UnwrittenAsync(person, ["health"]))[0];

        crash.Next = true;
        var (lost, _) = await TimedAsync(person, write);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);
        var again = await person.PutAsync(write.Question, write.Version, write.Body, write.Key, write.Answers);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(write.Version + 1, (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt32());
        await AssertOneRevisionEachAsync([write]);
    }

    [Fact]
    public async Task FullDisk_IsToldInTheReadersWords_KeepsNoHalfOfAnAnswer_AndGoesOnByItselfOnceThereIsRoom()
    {
        await using var portal = new AnswerEndpointsTests.Portal(server.Serving);
        var person = await portal.SignInAsync("health@demo.example");
        person.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr");
        var write = (await UnwrittenAsync(person, ["health"]))[0];
        write = write with { Body = $$"""{ "comment": "{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(12_000))}}" }""" };
        await using (await FullDisk.FillAsync(server))
        {
            var (reply, _) = await TimedAsync(person, write);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
            var problem = await ProblemAsync(reply);
            Assert.True(problem is "The server's storage is full. Nothing can be saved until there is room again." or "L'espace de stockage du serveur est plein. Rien ne peut être enregistré tant qu'il n'y a pas de place.", problem);
            Assert.Equal(write.Version, await VersionAsync(person, write));
        }

        await UntilSavedAsync(person, write);
        await AssertOneRevisionEachAsync([write]);
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("full_page_writes")]
    [InlineData("synchronous_commit")]
    public async Task Start_OnAServerThatForgetsWhatItSaved_IsRefused(string setting)
    {
        await server.ScalarAsync($"alter system set {setting} = off");
        try
        {
            await server.ScalarAsync("select pg_reload_conf()");
            await Task.Delay(300);

            Assert.Contains(await ProblemsAsync(), problem => problem.Contains($"{setting} off", StringComparison.Ordinal));
        }
        finally
        {
            await server.ScalarAsync($"alter system reset {setting}");
            await server.ScalarAsync("select pg_reload_conf()");
            await Task.Delay(300);
        }

        Assert.Empty(await ProblemsAsync());

        async Task<IReadOnlyList<string>> ProblemsAsync()
        {
            await using var source = NpgsqlDataSource.Create(server.Serving + ";Pooling=false");
            return await DatabaseCheck.ProblemsAsync(source, Tests.Data.TestServer.ContextsOf(server.Serving + ";Pooling=false"));
        }
    }

    private static async Task<List<Written>> UnwrittenAsync(AnswerEndpointsTests.Signed person, IReadOnlyList<string> sectors)
    {
        var found = new List<Written>();
        foreach (var sector in sectors)
        {
            var address = person.Answers.Replace("/health/", $"/{sector}/", StringComparison.Ordinal);
            var answers = (await person.Client.GetFromJsonAsync<JsonElement>(address)).GetProperty("answers");
            found.AddRange(answers.EnumerateObject().Select(answer => new Written(address, answer.Name, answer.Value.GetProperty("version").GetInt32(), Guid.NewGuid())));
        }

        return found;
    }

    private static async Task<(HttpResponseMessage Reply, TimeSpan Took)> TimedAsync(AnswerEndpointsTests.Signed person, Written write)
    {
        var watch = Stopwatch.StartNew();
        var reply = await person.PutAsync(write.Question, write.Version, write.Body, write.Key, write.Answers);
        return (reply, watch.Elapsed);
    }

    /// <summary>As the browser: the same operation again and again, until it is taken.</summary>
    private static async Task UntilSavedAsync(AnswerEndpointsTests.Signed person, Written write)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var (reply, took) = await TimedAsync(person, write);
            if (reply.StatusCode == HttpStatusCode.OK)
            {
                Assert.Equal(write.Version + 1, (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt32());
                return;
            }

            Assert.True(reply.StatusCode == HttpStatusCode.ServiceUnavailable, $"{(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync()}");
            Assert.True(took < Promised, $"A save was answered after {took}.");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), "It is not saved after 40 seconds.");
            await Task.Delay(100);
        }
    }

    /// <summary>Writes one version after the other; what is acknowledged is kept outside the portal.</summary>
    private static async Task<List<Written>> WriteOnAsync(AnswerEndpointsTests.Signed person, Written write, CancellationToken enough)
    {
        var acknowledged = new List<Written>();
        while (!enough.IsCancellationRequested)
        {
            await UntilSavedAsync(person, write);
            acknowledged.Add(write);
            write = write with { Version = write.Version + 1, Key = Guid.NewGuid() };
            await Task.Delay(20, CancellationToken.None);
        }

        return acknowledged;
    }

    private static async Task<int> VersionAsync(AnswerEndpointsTests.Signed person, Written write) =>
        (await person.Client.GetFromJsonAsync<JsonElement>(write.Answers)).GetProperty("answers").GetProperty(write.Question).GetProperty("version").GetInt32();

    private static async Task<string> ProblemAsync(HttpResponseMessage reply) => (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problem").GetString()!;

    /// <summary>Who asks for a page gets one, with the way back to it, though nothing of its frame can be read.</summary>
    private static async Task PageSaysSoAsync(HttpClient client, string words)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assessments?year=2026");
        request.Headers.Accept.ParseAdd("text/html");
        using var reply = await client.SendAsync(request);
        var page = await reply.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains("href=\"/assessments?year=2026\"", page, StringComparison.Ordinal);
        Assert.Equal("10", Assert.Single(reply.Headers.GetValues("Refresh")));
    }

    private static async Task<string> StatusAsync(AnswerEndpointsTests.Portal portal, string address) =>
        (await (await portal.Browser().GetAsync(address)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!;

    private static async Task ReadyWithinTenSecondsAsync(AnswerEndpointsTests.Portal portal)
    {
        for (var watch = Stopwatch.StartNew(); (await portal.Browser().GetAsync("/health/ready")).StatusCode != HttpStatusCode.OK;)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), "The portal is not ready ten seconds after the database's return.");
            await Task.Delay(200);
        }
    }

    /// <summary>Every operation has its one revision, with the version and the text that were acknowledged.</summary>
    private async Task AssertOneRevisionEachAsync(IReadOnlyList<Written> writes)
    {
        await using var connection = new NpgsqlConnection(server.Superuser);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select operation_id, version, based_on, comment from answer_revisions where operation_id = any($1)", connection) { Parameters = { new() { Value = writes.Select(write => write.Key).ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync();
        var kept = new List<(Guid Key, int Version, int BasedOn, string Comment)>();
        while (await reader.ReadAsync())
        {
            kept.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3)));
        }

        Assert.Equal(
            writes.Select(write => (write.Key, write.Version + 1, write.Version, JsonDocument.Parse(write.Body).RootElement.GetProperty("comment").GetString()!)).Order(),
            kept.Order());
    }

    private sealed record Written(string Answers, string Question, int Version, Guid Key)
    {
        public string Body { get; init; } = $$"""{ "comment": "{{Guid.NewGuid()}}" }""";
    }

    /// <summary>Breaks the line after a commit, before anybody hears of it.</summary>
    private sealed class CrashAfterCommit : DbTransactionInterceptor
    {
        public bool Next { get; set; }

        public override Task TransactionCommittedAsync(System.Data.Common.DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (Next)
            {
                Next = false;
                throw new IOException("The portal ends here.");
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>The revisions on a disk without room: a real one where we may mount it, else the error that it makes.</summary>
    private sealed class FullDisk(FaultServer server, string? disk) : IAsyncDisposable
    {
        public static async Task<FullDisk> FillAsync(FaultServer server)
        {
            var disk = Directory.CreateTempSubdirectory("portal-disk").FullName;
            FaultServer.Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk);
            if (!OperatingSystem.IsLinux() || !File.ReadAllText("/proc/mounts").Contains($" {disk} ", StringComparison.Ordinal))
            {
                Directory.Delete(disk);
                await server.ScalarAsync("create or replace function full() returns trigger language plpgsql as $$ begin raise exception 'no space left' using errcode = '53100'; end $$; create trigger full before insert on answer_revisions for each row execute function full()");
                return new FullDisk(server, null);
            }

            var place = Directory.CreateDirectory(Path.Combine(disk, "space")).FullName;
            FaultServer.Run("chown", $"--reference={server.DataFolder}", place);
            FaultServer.Run("chmod", "a+x", disk);
            await server.ScalarAsync($"create tablespace small location '{place}'");
            await server.ScalarAsync("alter table answer_revisions set tablespace small");
            try
            {
                await using var ballast = File.Create(Path.Combine(disk, "ballast"));
                while (true)
                {
                    await ballast.WriteAsync(new byte[4096]);
                    await ballast.FlushAsync();
                }
            }
            catch (IOException)
            {
                // Full.
            }

            return new FullDisk(server, disk);
        }

        public async ValueTask DisposeAsync()
        {
            if (disk is null)
            {
                await server.ScalarAsync("drop trigger full on answer_revisions");
                return;
            }

            File.Delete(Path.Combine(disk, "ballast"));
            await server.ScalarAsync("alter table answer_revisions set tablespace pg_default");
            await server.ScalarAsync("drop tablespace small");
            FaultServer.Run("umount", disk);
            Directory.Delete(disk);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MigrationMainstreaming.Benchmarks.Running;

namespace MigrationMainstreaming.Benchmarks;

/// <summary>Officials at work on the published portal (rows 1, 4, 5 and 6 of <c>docs/performance.md</c>), in Production unless told otherwise.</summary>
/// <remarks>An answer counts from the moment at which it was due, until its receipt has come and the open page shows it; so a slow portal
/// cannot hide its queue. Every run starts a portal of its own and warms it up with ten officials.</remarks>
internal sealed class Load : IAsyncDisposable
{
    public const string Usage = """
        load page                              row 1: the page of a section, first byte
        load one                               row 4a: one official, two answers a second
        load many [--officials 100] [--every 10]   rows 4b and 4c: each official answers once in so many seconds
        load most [--clients N]                row 4d: each official answers as soon as the last answer is shown; by steps up to 128 officials
        load circuits [--officials 1000]       row 5: memory of open questionnaires; with --uncompressed their lines are not compressed
        load open [--officials 1000]           row 6: officials who open a section, a second
          --seconds 30                         how long answers are given (most: each step a third of it)
          --hold S                             circuits: keeps them open so long, for a look at the portal's process; and as long after they were closed
          --rounds N                           circuits: opens and closes them so many times
        """;

    private const int WarmingOfficials = 10;
    private const int OpenedAtOnce = 16;
    private const int Bound = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly int[] Steps = [1, 4, 8, 16, 32, 64, 128];

    private readonly Options _options;
    private readonly BenchmarkDatabase _database;
    private readonly PortalProcess _portal;
    private readonly IReadOnlyList<Account> _accounts;
    private readonly ConcurrentBag<Official> _open = [];
    private readonly ConcurrentDictionary<string, int> _failures = new();

    private Load(Options options, BenchmarkDatabase database, PortalProcess portal, IReadOnlyList<Account> accounts) =>
        (_options, _database, _portal, _accounts) = (options, database, portal, accounts);

    private int Seconds => _options.Number("seconds", 30, 1, 300);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var options = new Options(arguments.Skip(1)).Knowing("officials", "every", "clients", "seconds", "hold", "rounds");
        await using var load = await StartAsync(options);
        Func<Task> scenario = arguments.FirstOrDefault() switch
        {
            "page" => load.PageAsync,
            "one" => () => load.AnswerAsync(1, TimeSpan.FromSeconds(0.5)),
            "many" => () => load.AnswerAsync(load.Officials(100), TimeSpan.FromSeconds(options.Number("every", 10, 1, 60))),
            "most" => load.MostAsync,
            "circuits" => load.CircuitsAsync,
            "open" => load.OpenAsync,
            _ => throw new UsageException($"load knows:\n{Usage}"),
        };
        await load.WarmAsync();
        await scenario();
        Figures.Print(load._failures);
        return load._failures.IsEmpty ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _portal.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task<Load> StartAsync(Options options)
    {
        var database = await BenchmarkDatabase.StartAsync(options);
        try
        {
            var accounts = await database.AccountsAsync(options.IsDevelopment);
            return new Load(options, database, await PortalProcess.StartAsync(options, database.Serving), accounts);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private int Officials(int otherwise) => _options.Number("officials", Math.Min(otherwise, _accounts.Count), 1, _accounts.Count);

    private async Task PageAsync()
    {
        var times = new List<double>();
        for (var turn = 0; turn < 300; turn++)
        {
            times.Add(await Official.LoadPageAsync(_portal.Line, _accounts[turn % _accounts.Count]));
        }

        Figures.Print("page of a section, first byte, ms", times);
    }

    private async Task AnswerAsync(int officials, TimeSpan every)
    {
        await OpenAllAsync(officials);
        await DriveAsync(every, TimeSpan.FromSeconds(Seconds));
    }

    private async Task MostAsync()
    {
        var steps = _options.Has("clients") ? [_options.Number("clients", 1, 1, _accounts.Count)] : Steps.Where(step => step <= _accounts.Count).ToArray();
        var (best, at) = (0.0, 0);
        foreach (var step in steps)
        {
            await OpenAllAsync(step - _open.Count);
            Console.WriteLine($"{step} officials");
            var (rate, p95) = await DriveAsync(TimeSpan.Zero, TimeSpan.FromSeconds(Math.Max(1, Seconds / 3)));
            if (p95 < Bound && rate > best)
            {
                (best, at) = (rate, step);
            }
        }

        Console.WriteLine("all");
        Figures.Print($"most with a p95 under {Bound} ms", at == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{best:0} answers a second, {at} officials"));
    }

    private async Task CircuitsAsync()
    {
        var before = ProcessUse.ResidentKib(_portal.Id);
        for (var rounds = _options.Number("rounds", 1, 1, 20); rounds > 0; rounds--)
        {
            await OpenAllAsync(Officials(1000));
            await Task.Delay(Rest);
            var during = ProcessUse.ResidentKib(_portal.Id);
            Figures.Print("memory before, with all open", string.Create(CultureInfo.InvariantCulture, $"{before / 1024} MiB, {during / 1024} MiB"));
            Figures.Print("memory of an open questionnaire", (double)(during - before) / Math.Max(1, _open.Count), "KiB");
            await HoldAsync("holds them");
            await CloseAsync();
            await Task.Delay(Rest);
            Figures.Print("memory after all were closed", ProcessUse.ResidentKib(_portal.Id) / 1024, "MiB");
        }

        await HoldAsync("has closed them all, and stays");
    }

    private async Task HoldAsync(string what)
    {
        if (_options.Number("hold", 0, 0, 600) is > 0 and var hold)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  process {_portal.Id} {what} for {hold} s"));
            await Task.Delay(TimeSpan.FromSeconds(hold));
        }
    }

    private Task OpenAsync() => OpenAllAsync(Officials(1000));

    /// <summary>Opens sections of the next officials, some at a time, and tells how fast.</summary>
    private async Task OpenAllAsync(int count)
    {
        var watch = new Watch(_portal.Id, _database.ProcessId);
        var first = _open.Count;
        await Parallel.ForAsync(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce }, async (number, _) => await OpenOneAsync(_accounts[number]));
        if (count > WarmingOfficials && !_options.Has("clients"))
        {
            Figures.Print("sections opened", (_open.Count - first) / watch.Seconds, "a second");
            Figures.Print("until the page has come, ms", [.. _open.Select(official => official.PageMs)]);
            Figures.Print("until the live page is drawn, ms", [.. _open.Select(official => official.ReadyMs)]);
            watch.Print();
        }
    }

    private async Task OpenOneAsync(Account account)
    {
        var official = new Official(_portal.Line, account, _options.Compress);
        try
        {
            await official.OpenAsync();
            _open.Add(official);
        }
        catch (Exception exception) when (IsOfTheLine(exception))
        {
            Count(exception);
            await official.DisposeAsync();
        }
    }

    private async Task CloseAsync()
    {
        await Parallel.ForEachAsync(_open, new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce }, async (official, _) => await official.DisposeAsync());
        _open.Clear();
    }

    /// <summary>What runs the first times is compiled, what is asked the first times is read: neither belongs to what is measured.</summary>
    private async Task WarmAsync()
    {
        await OpenAllAsync(Math.Min(WarmingOfficials, _accounts.Count));
        var end = Stopwatch.GetTimestamp() + (long)(WarmUp.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(_open.Select(async official =>
        {
            while (Stopwatch.GetTimestamp() < end)
            {
                await official.AnswerAsync();
            }
        }));
        await CloseAsync();
        await Task.Delay(Rest);
    }

    /// <summary>Lets all officials answer, each in a rhythm of their own, or at once when the last answer is shown.</summary>
    /// <returns>Answers a second, and the time that 95 of 100 did not exceed.</returns>
    private async Task<(double Rate, double P95)> DriveAsync(TimeSpan every, TimeSpan duration)
    {
        var (receipts, shown, late) = (new ConcurrentBag<double>(), new ConcurrentBag<double>(), new ConcurrentBag<double>());
        var watch = new Watch(_portal.Id, _database.ProcessId);
        var begin = Stopwatch.GetTimestamp();
        var end = begin + Ticks(duration);
        await Task.WhenAll(_open.Select(async official =>
        {
            var due = begin + (long)(Random.Shared.NextDouble() * Ticks(every));
            while (due < end && official.Failure is null)
            {
                await WaitUntilAsync(due);
                var sent = Stopwatch.GetTimestamp();
                try
                {
                    // A timer that rings early must not make an answer quicker than it was.
                    var from = Math.Min(due, sent);
                    var (receipt, seen) = await official.AnswerAsync();
                    receipts.Add(Milliseconds(from, receipt));
                    shown.Add(Milliseconds(from, Math.Max(receipt, seen)));
                    late.Add(Milliseconds(from, sent));
                }
                catch (Exception exception) when (IsOfTheLine(exception))
                {
                    Count(exception);
                }

                due = every == TimeSpan.Zero ? Stopwatch.GetTimestamp() : due + Ticks(every);
            }
        }));
        var rate = shown.Count / watch.Seconds;
        Figures.Print("answer due to receipt, ms", receipts);
        Figures.Print("answer due to saved and shown, ms", shown);
        Figures.Print("of which the client began late, ms", late);
        Figures.Print("answers saved and shown", rate, "a second");
        watch.Print();
        return (rate, Figures.At([.. shown.Order()], 95));
    }

    private static async Task WaitUntilAsync(long due)
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static bool IsOfTheLine(Exception exception) =>
        exception is HttpRequestException or OperationCanceledException or TimeoutException or InvalidOperationException or System.Net.WebSockets.WebSocketException;

    private void Count(Exception exception) => _failures.AddOrUpdate(exception.Message, 1, (_, count) => count + 1);
}

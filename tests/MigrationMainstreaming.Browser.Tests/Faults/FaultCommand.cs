using System.Diagnostics;
using System.Globalization;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>Faults for as long as one likes: <c>dotnet run --project tests/MigrationMainstreaming.Browser.Tests -c Release -- --minutes 120 --seed 7</c>.</summary>
internal static class FaultCommand
{
    private const int FaultsBetweenReckonings = 10;

    /// <summary>After so many, everything begins anew: texts that grow for hours would only fill the memory.</summary>
    private const int FaultsADay = 60;

    /// <summary>Faults of minutes need a run in which there is room for them.</summary>
    private const int MinutesForLongFaults = 30;

    public static async Task<int> Main(string[] arguments)
    {
        var settings = new Dictionary<string, int> { ["--minutes"] = 10, ["--seed"] = Environment.TickCount };
        foreach (var pair in arguments.Chunk(2))
        {
            if (pair.Length < 2 || !settings.ContainsKey(pair[0]) || !int.TryParse(pair[1], CultureInfo.InvariantCulture, out var number) || number < 0)
            {
                await Console.Error.WriteLineAsync("Usage: --minutes MINUTES --seed SEED");
                return 2;
            }

            settings[pair[0]] = number;
        }

        var (minutes, seed) = (settings["--minutes"], settings["--seed"]);
        Console.WriteLine($"Seed {seed}, {minutes} minutes. What happened stands in artifacts/faults.");
        var (faults, saves, choices, watch) = (0, 0, 0, Stopwatch.StartNew());
        for (var day = 0; watch.Elapsed < TimeSpan.FromMinutes(minutes); day++)
        {
            await using var rig = await FaultRig.StartAsync(seed + day, "run", FaultRun.Sectors);
            await FaultRun.SeatPeopleAsync(rig);
            var run = new FaultRun(rig, Console.WriteLine);
            while (run.Faults < FaultsADay && watch.Elapsed < TimeSpan.FromMinutes(minutes))
            {
                var next = Enumerable.Range(0, FaultsBetweenReckonings).Select(_ => Fault.Short[rig.Random.Next(Fault.Short.Count)]).ToList();
                if (minutes >= MinutesForLongFaults && rig.Random.Next(4) == 0)
                {
                    next.Add(Fault.Long[rig.Random.Next(Fault.Long.Count)]);
                }

                if (await run.OfAsync(next) is { Count: > 0 } violations)
                {
                    Console.WriteLine($"Day {day}:\n{string.Join('\n', violations)}");
                    return 1;
                }
            }

            (faults, saves, choices) = (faults + run.Faults, saves + rig.Ledger.Acknowledged.Count(), choices + rig.Robots.Sum(robot => robot.Choices));
            Console.WriteLine($"Until now {faults} faults, {saves} saves acknowledged, {choices} choices between two answers: nothing lost, overwritten or doubled.");
        }

        return 0;
    }
}

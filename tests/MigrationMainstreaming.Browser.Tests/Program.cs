using System.Diagnostics;
using System.Globalization;
using MigrationMainstreaming.Browser.Tests.Faults;

// Faults for as long as one likes: dotnet run --project tests/MigrationMainstreaming.Browser.Tests -c Release -- --minutes 120 --seed 7
var settings = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
if (settings.Keys.Except(["--minutes", "--seed"]).Any() || args.Length % 2 != 0)
{
    Console.Error.WriteLine("Usage: --minutes MINUTES --seed SEED");
    return 2;
}

var (minutes, seed) = (settings.GetValueOrDefault("--minutes", 10), settings.GetValueOrDefault("--seed", Environment.TickCount));
Console.WriteLine($"Seed {seed}, {minutes} minutes. What happened stands in artifacts/faults.");
await using var rig = await FaultRig.StartAsync(seed, "run", "health", "education", "finance");
await FaultRun.SeatPeopleAsync(rig);
var run = new FaultRun(rig, Console.WriteLine);
for (var (watch, found) = (Stopwatch.StartNew(), 0); watch.Elapsed < TimeSpan.FromMinutes(minutes);)
{
    // Now and then one that takes minutes, where there is time for it.
    var faults = Enumerable.Range(0, 10).Select(_ => Fault.Short[rig.Random.Next(Fault.Short.Count)]).ToList();
    if (minutes >= 30 && rig.Random.Next(4) == 0)
    {
        faults.Add(Fault.Long[rig.Random.Next(Fault.Long.Count)]);
    }

    var violations = await run.OfAsync(faults);
    if (violations.Count > found)
    {
        Console.WriteLine(string.Join('\n', violations));
        return 1;
    }
}

Console.WriteLine($"{run.Faults} faults, {rig.Ledger.Acknowledged.Count()} saves acknowledged: nothing lost, overwritten or doubled.");
return 0;

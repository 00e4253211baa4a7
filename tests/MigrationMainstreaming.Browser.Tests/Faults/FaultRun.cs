using System.Diagnostics;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>People at work, faults one after the other, then quiet and the reckoning.</summary>
internal sealed class FaultRun(FaultRig rig, Action<string> tell)
{
    /// <summary>How long everything may take to come right after the last fault.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(45);

    /// <summary>What is answered meanwhile.</summary>
    public static readonly string[] Sectors = ["health", "education", "finance"];

    /// <summary>How many faults were made.</summary>
    public int Faults { get; private set; }

    /// <summary>Makes the faults, lets everybody come to rest, and says what is not as it must be.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(IEnumerable<Fault> faults, IReadOnlySet<string>? browsersThatDied = null)
    {
        using var stop = new CancellationTokenSource();
        var (robots, writers) = (rig.Robots.Select(robot => robot.WorkAsync(stop.Token)).ToList(), rig.Writers.Select(writer => writer.WorkAsync(stop.Token)).ToList());
        var began = rig.Ledger.Acknowledged.Count();
        foreach (var fault in faults)
        {
            await Task.Delay(rig.Random.Next(500, 1_500));
            var watch = Stopwatch.StartNew();
            rig.Ledger.Say($"begins: {fault.Name}");
            await fault.Inject(rig);
            rig.Ledger.Say($"over: {fault.Name}");
            Faults++;
            tell($"{Faults,4}  {fault.Name} ({watch.Elapsed.TotalSeconds:0.0} s)");
        }

        await Task.Delay(1_500);
        await stop.CancelAsync();
        await Task.WhenAll(robots).WaitAsync(Quiet);
        try
        {
            await Task.WhenAll(writers).WaitAsync(Quiet);
        }
        catch (TimeoutException)
        {
            rig.Ledger.Blame($"A program could not save what it sends {Quiet.TotalSeconds:0} s after everything was well again.");
        }

        foreach (var robot in rig.Robots)
        {
            if (!await robot.RestAsync(Quiet))
            {
                var seen = await Task.WhenAll(robot.Own.Select(async code => $"{code} {(await robot.SeenAsync(code)).Receipt}"));
                rig.Ledger.Blame($"{robot.Name} still had something unsaved {Quiet.TotalSeconds:0} s after everything was well again: {string.Join("; ", seen)}");
            }
        }

        var violations = await Invariants.ViolationsAsync(rig, browsersThatDied);
        tell($"      {rig.Ledger.Acknowledged.Count() - began} saves acknowledged, {rig.Robots.Sum(robot => robot.Choices)} choices between two answers so far, {violations.Count} violations");
        return violations;
    }

    /// <summary>People who answer three sectors: two of them the same one, and three programs beside them.</summary>
    public static async Task SeatPeopleAsync(FaultRig rig)
    {
        await rig.SeatAsync("health", "health", "data-workforce", ["HEA-7"], ["HEA-9"]);
        await rig.SeatAsync("coordinator", "health", "data-workforce", ["HEA-8"], ["HEA-9"]);
        await rig.EmployAsync("education", "education", "EDU-1");
        await rig.EmployAsync("education", "education", "EDU-2");
        await rig.EmployAsync("finance", "finance", "FIN-1");
    }
}

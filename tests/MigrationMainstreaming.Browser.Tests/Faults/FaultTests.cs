using Xunit.Abstractions;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>Nothing that was acknowledged is lost, nothing is overwritten unseen, nothing is done twice, and nothing says that it is saved when it is
/// not: while the portal, its database, the lines between them and the people's browsers fail in every way that we know of.</summary>
/// <remarks>A run of hours, with faults of minutes: <c>dotnet run --project tests/MigrationMainstreaming.Browser.Tests -c Release -- --minutes 120 --seed 7</c>.</remarks>
[Collection(PortalTests.Name)]
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Seed = 20261125;

    [Theory]
    [InlineData("portal", 4)]
    [InlineData("line", 3)]
    [InlineData("database", 2)]
    [InlineData("people", 3)]
    public async Task WhateverFails_NothingIsLost_Overwritten_OrDoubled(string what, int rounds)
    {
        var faults = what switch { "portal" => Fault.OfPortal, "line" => Fault.OfLine, "database" => Fault.OfDatabase, _ => Fault.OfPeople };
        await using var rig = await FaultRig.StartAsync(Seed + what.Length, what, FaultRun.Sectors);
        await FaultRun.SeatPeopleAsync(rig);
        var run = new FaultRun(rig, output.WriteLine);
        for (var round = 0; round < rounds; round++)
        {
            AllIsWell(await run.OfAsync(faults));
        }
    }

    [Fact]
    public async Task BrowserIsEndedInTheMiddleOfAWord_AtMostASecondOfTypingIsLost()
    {
        await using var rig = await FaultRig.StartAsync(Seed, "browser", FaultRun.Sectors);
        var (robot, kill, comeBack) = await rig.SeatInOwnBrowserAsync("health", "health", "data-workforce", ["HEA-7", "HEA-8"]);
        var run = new FaultRun(rig, output.WriteLine);
        for (var time = 0; time < 5; time++)
        {
            var lineIsCut = time % 2 == 1;
            var ended = new Fault("the browser is ended" + (lineIsCut ? ", without a line" : ""), async _ =>
            {
                // Without a line nothing but the journal knows what was typed.
                rig.ToPortal.State = lineIsCut ? LineState.Refused : LineState.Open;
                await Task.Delay(TimeSpan.FromSeconds(3));
                await kill();
                rig.ToPortal.State = LineState.Open;
                await comeBack();
                await Task.Delay(TimeSpan.FromSeconds(2));
            });
            AllIsWell(await run.OfAsync([ended], new HashSet<string> { robot.Name }));
        }
    }

    private static void AllIsWell(IReadOnlyList<string> violations) => Assert.True(violations.Count == 0, string.Join('\n', violations));
}

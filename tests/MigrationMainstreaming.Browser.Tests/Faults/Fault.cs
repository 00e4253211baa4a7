using System.Globalization;
using Microsoft.Playwright;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>One thing that goes wrong, and comes right again, while people work.</summary>
/// <param name="Name">What goes wrong, in a few words.</param>
/// <param name="Inject">Does it and undoes it; how long it lasts comes from the rig's seed.</param>
internal sealed record Fault(string Name, Func<FaultRig, Task> Inject)
{
    /// <summary>The portal itself ends, stalls or is replaced.</summary>
    public static readonly IReadOnlyList<Fault> OfPortal =
    [
        new("the portal is ended at once and starts again", async rig =>
        {
            await rig.Portal.KillAsync();
            await Seconds(rig, 0.5, 3);
            await rig.RestartPortalAsync();
        }),
        new("the portal ends between the commit of a save and its answer", async rig =>
        {
            var ended = new TaskCompletionSource();
            rig.ToPortal.BeforeNextReplyToASave(async () =>
            {
                await rig.Portal.KillAsync();
                ended.SetResult();
            });
            await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
            await rig.RestartPortalAsync();
        }),
        new("the portal's machine loses its power, and the database is not told", async rig =>
        {
            rig.ToDatabase.TellsNobody = true;
            await rig.Portal.KillAsync();
            await Seconds(rig, 0.5, 2);
            rig.ToDatabase.TellsNobody = false;
            await rig.RestartPortalAsync();
        }),
        new("the portal stalls", async rig =>
        {
            await rig.Portal.FreezeAsync();
            await Seconds(rig, 3, 8);
            await rig.Portal.ThawAsync();
        }),
        new("a new version of the portal takes the place of the old one", async rig =>
        {
            var took = await rig.RollAsync();
            if (took > TimeSpan.FromSeconds(10))
            {
                rig.Ledger.Blame(string.Create(CultureInfo.InvariantCulture, $"D9 the old portal took {took.TotalSeconds:0.0} s to end with pages open."));
            }
        }),
    ];

    /// <summary>The line between the browsers and the portal.</summary>
    public static readonly IReadOnlyList<Fault> OfLine =
    [
        Broken("nobody answers at the portal's address", rig => rig.ToPortal, LineState.Refused, 1, 5),
        Broken("nothing arrives, and afterwards it arrives late", rig => rig.ToPortal, LineState.Held, 2, 9),
        Broken("requests arrive and replies are lost", rig => rig.ToPortal, LineState.RepliesLost, 2, 8),
        Broken("requests are lost", rig => rig.ToPortal, LineState.RequestsLost, 2, 8),
        new("the line is slow", async rig =>
        {
            (rig.ToPortal.Delay, rig.ToPortal.BytesPerSecond) = (TimeSpan.FromMilliseconds(rig.Random.Next(150, 400)), 8_000);
            await Seconds(rig, 4, 8);
            (rig.ToPortal.Delay, rig.ToPortal.BytesPerSecond) = (TimeSpan.Zero, 0);
        }),
        new("the line breaks again and again", async rig =>
        {
            for (var times = rig.Random.Next(3, 7); times > 0; times--)
            {
                rig.ToPortal.State = LineState.Refused;
                await Seconds(rig, 0.1, 0.6);
                rig.ToPortal.State = LineState.Open;
                await Seconds(rig, 0.1, 0.9);
            }
        }),
    ];

    /// <summary>The database and the way to it.</summary>
    public static readonly IReadOnlyList<Fault> OfDatabase =
    [
        new("the database is ended at once and starts again", async rig =>
        {
            await rig.KillDatabaseAsync();
            await Seconds(rig, 0.5, 3);
            await rig.StartDatabaseAsync();
        }),
        new("one process of the database is ended", rig => rig.KillBackendAsync()),
        new("connections to the database are broken off", async rig =>
        {
            for (var times = rig.Random.Next(4, 12); times > 0; times--)
            {
                await rig.AskAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'mm_portal'");
                await Seconds(rig, 0.1, 0.5);
            }
        }),
        new("a table is locked", rig => rig.LockAsync(rig.Random.Next(2) == 0 ? "answers" : "answer_revisions", TimeSpan.FromSeconds(rig.Random.Next(2, 9)))),
        Broken("packets to the database are held up", rig => rig.ToDatabase, LineState.Held, 2, 9),
        Broken("replies of the database are lost", rig => rig.ToDatabase, LineState.RepliesLost, 1, 7),
        Broken("nobody answers at the database's address", rig => rig.ToDatabase, LineState.Refused, 1, 6),
        new("the database stalls", async rig =>
        {
            // The server's own way to stand still: nothing more can be written, and nobody is told.
            await rig.LockAsync("sector_assessments", TimeSpan.FromSeconds(rig.Random.Next(3, 8)));
        }),
    ];

    /// <summary>People: what they and their browsers do.</summary>
    public static readonly IReadOnlyList<Fault> OfPeople =
    [
        new("somebody loads the page again in the middle of a word", rig => AtAsync(rig, async robot =>
        {
            robot.Between();
            await robot.Page.ReloadAsync(new() { Timeout = 10_000 });
        })),
        new("somebody closes the tab and opens another", rig => AtAsync(rig, robot => robot.ReopenAsync())),
        new("somebody's session ends", rig => AtAsync(rig, robot => robot.Context.ClearCookiesAsync(new() { Name = "portal" }))),
        new("somebody's computer has no network", rig => AtAsync(rig, async robot =>
        {
            await robot.Context.SetOfflineAsync(true);
            await Seconds(rig, 1, 6);
            await robot.Context.SetOfflineAsync(false);
        })),
        new("somebody goes to another page and comes back", rig => AtAsync(rig, async robot =>
        {
            robot.Between();
            var here = robot.Page.Url;
            await robot.Page.GotoAsync($"{rig.Address}account", new() { Timeout = 10_000 });
            await robot.Page.GotoAsync(here, new() { Timeout = 10_000 });
        })),
    ];

    /// <summary>So long that only a run of hours has room for it.</summary>
    public static readonly IReadOnlyList<Fault> Long =
    [
        Broken("nothing arrives for a minute", rig => rig.ToPortal, LineState.Held, 50, 70),
        new("the portal stalls for longer than its pages wait", async rig =>
        {
            await rig.Portal.FreezeAsync();
            await Seconds(rig, 40, 200);
            await rig.Portal.ThawAsync();
        }),
        Broken("nobody answers for ten minutes", rig => rig.ToPortal, LineState.Refused, 500, 600),
    ];

    public static readonly IReadOnlyList<Fault> Short = [.. OfPortal, .. OfLine, .. OfDatabase, .. OfPeople];

    private static Fault Broken(string name, Func<FaultRig, Line> which, LineState state, double atLeast, double atMost) => new(name, async rig =>
    {
        var line = which(rig);
        line.State = state;
        await Seconds(rig, atLeast, atMost);
        line.State = LineState.Open;
    });

    private static async Task AtAsync(FaultRig rig, Func<Robot, Task> act)
    {
        var robot = rig.Robots[rig.Random.Next(rig.Robots.Count)];
        try
        {
            await act(robot);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            // The page was on its way somewhere else; the fault was made all the same.
        }
    }

    private static Task Seconds(FaultRig rig, double atLeast, double atMost) => Task.Delay(TimeSpan.FromSeconds(atLeast + (rig.Random.NextDouble() * (atMost - atLeast))));
}

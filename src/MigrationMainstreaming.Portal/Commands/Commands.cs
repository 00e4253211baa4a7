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
        ["verify"] = [PackageCommands.Verify],
        ["interactions"] = [FileCommands.Interactions],
        ["import-template"] = [FileCommands.CheckTemplate, TemplateCommands.Import],
        ["export-template"] = [TemplateCommands.Export],
        ["migrate"] = [DatabaseCommands.Migrate],
        ["check-data"] = [DatabaseCommands.CheckData],
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
            // Names out of a file may hold anything; a line stays a line, and the terminal is told nothing.
            Console.Error.WriteLine(string.Concat(problem.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character)));
        }

        return Refused;
    }

    private const string Help = """
        Without a command the portal serves.

          score --template FILE --answers FILE [--profile TICK,TICK]
              Scores a questionnaire from files: JSON on standard output, no database.
              Without a profile every tick of the country profile counts as set, so that nothing is hidden.
              "Not applicable" in a file counts as confirmed.
          verify --package FILE
              Checks an exported assessment, no database: every file and hash, every history, and each figure
              worked out again. Says what was checked.
          interactions --matrix FILE
              Influence and dependence from a matrix file, {"order": [...], "matrix": [[...]]}, rows influence
              columns: JSON on standard output, no database.
          import-template FILE --check
              Reads and checks a questionnaire file, no database.
          import-template FILE
              Makes a draft of it. FILE may be /dev/stdin.
          export-template KEY [VERSION]
              The latest published version, or that one, on standard output.
          migrate
              Brings the database up to date and exits.
          check-data
              Looks whether rows, hashes and history fit together, and changes nothing: the number of rows of
              each table on standard output. Needs ConnectionStrings:Administrator.
          invite-administrator EMAIL [NAME]
              Prints the link with which the first administrator of an empty portal sets a password.

        Exit 0; or 1, with one line for each problem on standard error: file: place in it: what is wrong.

        """;
}

/// <summary>What stands behind a command's name.</summary>
public sealed class CommandArguments
{
    private const string Check = "--check";
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _plain = [];
    private readonly List<string> _problems = [];

    /// <param name="command">The command's name.</param>
    /// <param name="args">What follows it.</param>
    public CommandArguments(string command, IReadOnlyList<string> args)
    {
        Command = command;
        for (var index = 0; index < args.Count; index++)
        {
            if (!IsOption(args[index]))
            {
                _plain.Add(args[index]);
                continue;
            }

            var (name, value) = args[index].Split('=', 2) is [var before, var after] ? (before, after) : (args[index], null);
            if (name == Check)
            {
                value = value is null ? "" : Problem(name, "it takes no value");
            }
            else if (value is null && index + 1 < args.Count && !IsOption(args[index + 1]))
            {
                value = args[++index];
            }

            if (!_options.TryAdd(name, value ?? ""))
            {
                Problem(name, "give it once");
            }
        }
    }

    public string Command { get; }

    /// <summary>What stands by itself: files, keys.</summary>
    public IReadOnlyList<string> Plain => _plain;

    /// <summary>The value of <c>--name value</c>, empty where none was given; <see langword="null"/> without the option.</summary>
    public string? Option(string name) => _options.GetValueOrDefault(name);

    /// <summary>Whether <c>--check</c> was given.</summary>
    public bool Has(string name) => _options.ContainsKey(name);

    /// <summary>What the command cannot take. An option that nobody reads would be a wish that nobody grants.</summary>
    /// <param name="options">The options that it knows.</param>
    /// <param name="fewest">How many arguments must stand by themselves.</param>
    /// <param name="most">How many may.</param>
    /// <param name="missing">What to do when there are fewer.</param>
    public IReadOnlyList<string> Misuse(IReadOnlyCollection<string> options, int fewest, int most, string missing = "") =>
    [
        .. _problems,
        .. _options.Keys.Except(options).Select(name => $"{Command}: {name}: there is no such option"),
        .. _plain.Skip(most).Select(extra => $"{Command}: {extra}: one argument too many"),
        .. _plain.Count < fewest ? [$"{Command}: {missing}"] : Array.Empty<string>(),
    ];

    private static bool IsOption(string argument) => argument.StartsWith('-') && argument.Length > 1;

    private string Problem(string name, string problem)
    {
        _problems.Add($"{Command}: {name}: {problem}");
        return "";
    }
}

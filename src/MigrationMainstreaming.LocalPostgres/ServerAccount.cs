using System.Globalization;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>The account that server programs run under: PostgreSQL refuses to be started by root.</summary>
/// <remarks>
/// Root on Linux starts them in a user namespace of their own, where root is seen as somebody else: files stay with root, and no rights
/// on folders need changing. Where namespaces are not allowed (in many containers), another account is taken, and given its folders.
/// </remarks>
internal sealed class ServerAccount
{
    private readonly string[] _before;
    private readonly Account? _other;

    private ServerAccount(string[] before, Account? other) => (_before, _other) = (before, other);

    /// <summary>Programs run as whoever we are.</summary>
    public static ServerAccount Ours { get; } = new([], null);

    public static async Task<ServerAccount> ForThisUserAsync(CancellationToken cancellation, bool allowNamespace = true)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return Ours;
        }

        // initdb asks for the name of the account it sees, so it must be one that exists.
        var account = Account.Find("postgres") ?? Account.Find("daemon") ?? Account.Find("nobody")
            ?? throw new LocalPostgresException("PostgreSQL does not run as root, and no other account (postgres, daemon, nobody) was found. Start as an ordinary user.");
        string[] inNamespace = ["unshare", "--user", $"--map-user={account.UserId}", $"--map-group={account.GroupId}"];
        if (allowNamespace && await WorksAsync(inNamespace, cancellation).ConfigureAwait(false))
        {
            return new ServerAccount(inNamespace, null);
        }

        string[] asOther = ["setpriv", $"--reuid={account.UserId}", $"--regid={account.GroupId}", "--clear-groups"];
        if (await WorksAsync(asOther, cancellation).ConfigureAwait(false))
        {
            return new ServerAccount(asOther, account);
        }

        string[] bySu = ["su", "-s", "/bin/sh", account.Name, "-c", "exec \"$0\" \"$@\"", "--"];
        return await WorksAsync(bySu, cancellation).ConfigureAwait(false)
            ? new ServerAccount(bySu, account)
            : throw new LocalPostgresException("PostgreSQL does not run as root, and neither unshare, setpriv nor su could start it as somebody else. Start as an ordinary user.");
    }

    public Task<ProgramRun> RunAsync(string program, IEnumerable<string> arguments, TimeSpan atMost, CancellationToken cancellation)
    {
        string[] all = [.. _before, program, .. arguments];
        return ProgramRun.OfAsync(all[0], all[1..], atMost, cancellation);
    }

    /// <summary>Makes a folder that only the server's account (and root) may enter.</summary>
    public async Task MakePrivateFolderAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await HandOverAsync(folder, cancellation).ConfigureAwait(false);
    }

    /// <summary>Gives a file, or a folder with all in it, to the server's account where that is not ours.</summary>
    public async Task HandOverAsync(string path, CancellationToken cancellation)
    {
        if (_other is { } other)
        {
            var run = await ProgramRun.OfAsync("chown", ["-R", $"{other.UserId}:{other.GroupId}", path], TimeSpan.FromSeconds(30), cancellation).ConfigureAwait(false);
            if (!run.Succeeded)
            {
                throw new LocalPostgresException($"{path} could not be given to the account {other.Name}: {run.Output}");
            }
        }
    }

    /// <summary>Whether the server's account can enter a folder: root's home, for one, is closed to others.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellation) =>
        _other is null || (await RunAsync("test", ["-x", folder], TimeSpan.FromSeconds(10), cancellation).ConfigureAwait(false)).Succeeded;

    private static async Task<bool> WorksAsync(string[] before, CancellationToken cancellation) =>
        (await ProgramRun.OfAsync(before[0], [.. before[1..], "true"], TimeSpan.FromSeconds(10), cancellation).ConfigureAwait(false)).Succeeded;

    private sealed record Account(string Name, int UserId, int GroupId)
    {
        public static Account? Find(string name)
        {
            if (!File.Exists("/etc/passwd"))
            {
                return null;
            }

            var fields = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(line => line.Length > 3 && line[0] == name);
            return fields is null ? null : new Account(name, int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
        }
    }
}

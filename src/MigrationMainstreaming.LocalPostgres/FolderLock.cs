using System.Diagnostics;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>Files held open as locks. The system lets go of them when their process ends, however it ends.</summary>
internal static class FolderLock
{
    /// <summary>Waits until no other process starts or stops the cluster of this folder.</summary>
    public static async Task<IDisposable> TakeAsync(string folder, Action<string> tell, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var told = false;
        while (true)
        {
            if (TryHold(Path.Combine(folder, "lock")) is { } held)
            {
                return held;
            }

            if (watch.Elapsed > TimeSpan.FromMinutes(6))
            {
                throw new LocalPostgresException($"Another process has been starting or stopping the PostgreSQL in {folder} for minutes. End it and start again.");
            }

            if (!told && watch.Elapsed > TimeSpan.FromSeconds(2))
            {
                tell("Waiting for another process that is starting or stopping the same PostgreSQL.");
                told = true;
            }

            await Task.Delay(50, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Says for as long as it is held that this process uses the cluster. The caller holds the lock.</summary>
    public static FileStream RegisterUser(string folder)
    {
        var users = Path.Combine(folder, "users");
        Directory.CreateDirectory(users);
        return TryHold(Path.Combine(users, $"{Guid.NewGuid():N}")) ?? throw new LocalPostgresException($"Nothing can be written in {users}.");
    }

    /// <summary>Whether a process still uses the cluster. The caller holds the lock.</summary>
    public static bool HasUsers(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "users")))
        {
            using (var held = TryHold(file))
            {
                if (held is null)
                {
                    return true;
                }
            }

            File.Delete(file);
        }

        return false;
    }

    private static FileStream? TryHold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LocalPostgresException($"{file} cannot be written: the private PostgreSQL there was made by another account, perhaps by root. Start as that account, or name another folder.", exception);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace MigrationMainstreaming.LocalPostgres;

/// <summary>One program run to its end, and what it said.</summary>
internal sealed record ProgramRun(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Runs a program and waits for it. A program that does not exist or takes too long is a failed run, not an exception.</summary>
    public static async Task<ProgramRun> OfAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan atMost,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingFolder = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            // Where another account runs the program, it may not enter our current folder.
            WorkingDirectory = workingFolder ?? Path.GetPathRoot(AppContext.BaseDirectory),
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // PGPORT, PGDATA and their like would speak of another server. Messages are read below, so they are wanted in English.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return new ProgramRun(-1, exception.Message);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(atMost);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return new ProgramRun(-1, $"{Path.GetFileName(program)} was ended because it took longer than {atMost.TotalSeconds:0} seconds.");
        }

        // A server started by the program may hold the pipes open (it does on Windows): no waiting for their end.
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None)).ConfigureAwait(false);
        var said = string.Join('\n', new[] { output, errors }.Where(text => text.IsCompletedSuccessfully).Select(text => text.Result.Trim()).Where(text => text.Length > 0));
        return new ProgramRun(process.ExitCode, said);
    }
}

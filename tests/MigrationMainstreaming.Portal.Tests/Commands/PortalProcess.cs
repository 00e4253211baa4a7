using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MigrationMainstreaming.Portal.Tests.Commands;

/// <summary>The executable itself, started as a stranger starts it: a process with arguments, files, two streams and an exit code.</summary>
/// <remarks>It is the published one where <c>PORTAL_PUBLISHED</c> names its folder, otherwise the one built beside the tests.</remarks>
internal static class PortalProcess
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("PORTAL_PUBLISHED") is { Length: > 0 } published ? published : AppContext.BaseDirectory;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>A questionnaire that ships with the executable.</summary>
    public static string Shipped(string key) => Path.Combine(Folder, "Data", "Seed", "Templates", $"{key}.v1.json");

    /// <summary>Runs a command that has no database, in Production.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command with settings in its environment.</summary>
    public static async Task<Outcome> RunAsync(IReadOnlyDictionary<string, string> settings, string[] arguments, byte[]? input = null)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(Folder, "MigrationMainstreaming.Portal.dll"), .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nothing that the test run was given may reach the process.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.Contains("__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("MSBUILD", StringComparison.Ordinal) || name == "DOTNET_ENVIRONMENT"))
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            if (input is not null)
            {
                await process.StandardInput.BaseStream.WriteAsync(input, patience.Token);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new Outcome(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>What came of it.</summary>
internal sealed record Outcome(int Exit, string Output, string Error)
{
    /// <summary>The lines of standard error.</summary>
    public IReadOnlyList<string> Problems => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output as JSON, where it is nothing else and nobody complained.</summary>
    public JsonNode Json()
    {
        Assert.Equal("", Error);
        Assert.Equal(0, Exit);
        return JsonNode.Parse(Output)!;
    }

    /// <summary>Exactly these problems, and not a word on standard output.</summary>
    public void AssertRefused(params string[] problems)
    {
        Assert.Equal(problems, Problems);
        Assert.Equal("", Output);
        Assert.Equal(1, Exit);
    }
}

/// <summary>A folder for the files of a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("portal-commands").FullName;

    /// <summary>Writes a file into it.</summary>
    public string File(string name, string text) => File(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="File(string, string)"/>
    public string File(string name, byte[] bytes)
    {
        var file = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllBytes(file, bytes);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

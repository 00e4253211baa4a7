using System.IO.Compression;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace MigrationMainstreaming.Portal.Tests.App;

public sealed partial class FirstVisitTests(ITestOutputHelper output)
{
    private const int Limit = 130 * 1024;

    [Fact]
    public async Task EverydayPage_BringsLittleScriptAndStyle()
    {
        await using var host = await ShellHost.StartAsync();
        var html = await (await host.GetPageAsync("/account/preferences")).Content.ReadAsStringAsync();

        var total = 0L;
        foreach (Match file in Files().Matches(html))
        {
            var bytes = await host.Client.GetByteArrayAsync(new Uri(file.Groups[1].Value, UriKind.Relative));
            var size = Compressed(bytes);
            output.WriteLine($"{file.Groups[1].Value}: {size}");
            total += size;
        }

        output.WriteLine($"together: {total}");
        Assert.InRange(total, 1, Limit);
    }

    [GeneratedRegex("(?:<script[^>]* src|<link rel=\"stylesheet\" href)=\"([^\"]+)\"")]
    private static partial Regex Files();

    private static long Compressed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return target.Length;
    }
}

using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Running;
using MigrationMainstreaming.Benchmarks;
using MigrationMainstreaming.Benchmarks.Running;
using MigrationMainstreaming.LocalPostgres;

try
{
    switch (args)
    {
        case ["prepare", .. var rest]:
            return await PrepareAsync(new Options(rest).Knowing("officials"));
        case ["load", .. var rest]:
            return await Load.RunAsync(rest);
        case ["browser", .. var rest]:
            return await InBrowser.RunAsync(rest);
        case ["cold", .. var rest]:
            return await ColdStart.RunAsync(rest);
        case ["pages", .. var rest]:
            return await Pages.RunAsync(rest);
        case []:
            Console.WriteLine($"""
                prepare [--officials 1000]             makes the database that the others need
                {Load.Usage.ReplaceLineEndings("\n")}
                {InBrowser.Usage}
                {ColdStart.Usage}
                {Pages.Usage}
                --filter *Score*                       rows 7 and 15
                Each may have: --published FOLDER (artifacts/portal), --postgres FOLDER (artifacts/benchmarks), --port N (5400),
                --environment Production|Development, --uncompressed
                """);
            return 0;
        default:
            BenchmarkSwitcher.FromAssembly(typeof(ScoreBenchmarks).Assembly).Run(args);
            return 0;
    }
}
catch (Exception refusal) when (refusal is UsageException or LocalPostgresException)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}

static async Task<int> PrepareAsync(Options options)
{
    var clock = Stopwatch.StartNew();
    var officials = options.Number("officials", 1000, 1, 5000);
    await using var database = await BenchmarkDatabase.StartAsync(options);
    await database.PrepareAsync(officials);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{officials} officials, each with an assessment of their own, half answered: ready after {clock.Elapsed.TotalSeconds:0} s."));
    return 0;
}

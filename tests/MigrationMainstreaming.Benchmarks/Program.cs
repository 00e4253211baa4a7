using BenchmarkDotNet.Running;
using MigrationMainstreaming.Benchmarks;

if (args is ["load", ..])
{
    return await Load.RunAsync(args[1..]);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

using System.Collections.Concurrent;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>Makes each logger once. Every context asks for a dozen, and Serilog's factory would make them anew each time.</summary>
internal sealed class KeptLoggers(ILoggerFactory factory) : ILoggerFactory
{
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new(StringComparer.Ordinal);

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, factory.CreateLogger);

    public void AddProvider(ILoggerProvider provider) => factory.AddProvider(provider);

    /// <summary>Does nothing: the factory behind it is its maker's.</summary>
    public void Dispose()
    {
    }
}

using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.App;

/// <summary>The texts of the screens, which keep what is put into them apart from the words around it where either runs from right to left.</summary>
public sealed class IsolatingLocalizer<T>(IStringLocalizerFactory factory) : IStringLocalizer<T>
{
    private readonly IStringLocalizer _texts = factory.Create(typeof(T));

    /// <inheritdoc/>
    public LocalizedString this[string name] => _texts[name];

    /// <inheritdoc/>
    public LocalizedString this[string name, params object[] arguments] => _texts[name, [.. arguments.Select(Isolated)]];

    /// <inheritdoc/>
    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => _texts.GetAllStrings(includeParentCultures);

    // Addresses stay bare: in a message a sign behind them would become part of the link.
    private static object Isolated(object argument) => argument switch
    {
        string address when address.StartsWith("http", StringComparison.Ordinal) => address,
        string text => Listed.Isolated(text),
        LocalizedString text => Listed.Isolated(text.Value),
        _ => argument,
    };
}

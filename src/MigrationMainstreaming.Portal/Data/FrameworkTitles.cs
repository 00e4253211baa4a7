using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>The short titles of frameworks, kept: they change with the portal's version alone, and the documents behind them are long.</summary>
public sealed class FrameworkTitles
{
    private Dictionary<string, LocalText>? _kept;

    /// <summary>The short titles of these frameworks, by code. Codes without a framework are left out.</summary>
    public async Task<IReadOnlyDictionary<string, LocalText>> OfAsync(MainstreamingDbContext db, IReadOnlyCollection<string> codes)
    {
        if (_kept is null || codes.Any(code => !_kept.ContainsKey(code)))
        {
            _kept = (await db.Frameworks.AsNoTracking().ToListAsync()).ToDictionary(framework => framework.Code, framework => framework.Content.ShortTitle);
        }

        return codes.Where(_kept.ContainsKey).Distinct().ToDictionary(code => code, code => _kept[code]);
    }
}

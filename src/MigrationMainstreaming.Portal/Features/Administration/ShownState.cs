using System.Security.Cryptography;
using System.Text.Json;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>What an administrator was shown, in a short form that the form carries: who acts on something older is refused.</summary>
internal static class ShownState
{
    /// <summary>Of a country, a part of it, or a ministry.</summary>
    public static string Of(string code, LocalText name) => Short(new { code, name });

    /// <summary>Of a person: the switch of the account, and the roles that the reader sees.</summary>
    public static string Of(DateTimeOffset? disabledAt, IEnumerable<(Guid Id, DateTimeOffset? Until)> scopes) =>
        Short(new { disabledAt, scopes = scopes.OrderBy(scope => scope.Id).Select(scope => new { scope.Id, scope.Until }) });

    private static string Short(object state) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(state)))[..20];
}

using System.Security.Cryptography;
using System.Text.Json;

namespace MigrationMainstreaming.Portal.Data.Acts;

/// <summary>An act that was carried out under an operation id of its author, with the result that a replay gets.</summary>
/// <remarks>Written in the act's own transaction. A key with another request hash is another request: refuse it.</remarks>
public sealed class Operation(Guid userId, Guid id, Guid? countryId, string kind, string requestHash, int statusCode, string? result, DateTimeOffset at)
{
    public Guid UserId { get; } = userId;

    /// <summary>The id that the author's browser chose; unique per person.</summary>
    public Guid Id { get; } = id;

    public Guid? CountryId { get; } = countryId;

    /// <summary>Which act: <c>answer</c>, <c>submit</c> …</summary>
    public string Kind { get; } = kind;

    /// <summary>SHA-256 of what was asked, lower-case hexadecimal.</summary>
    public string RequestHash { get; } = requestHash;

    public int StatusCode { get; } = statusCode;

    /// <summary>The stored answer, as JSON.</summary>
    public string? Result { get; } = result;

    public DateTimeOffset At { get; } = at;

    /// <summary>SHA-256 of what was asked, the same for the same kind and request.</summary>
    public static string HashOf(string kind, object request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { kind, request })));
}

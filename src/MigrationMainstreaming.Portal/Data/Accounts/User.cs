using Microsoft.AspNetCore.Identity;

namespace MigrationMainstreaming.Portal.Data.Accounts;

/// <summary>A person who can sign in. What they may do stands in their scopes, not here.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>The name that others read beside what this person did.</summary>
    public string Name { get; set; } = "";

    /// <summary>The language of the screens.</summary>
    public string Language { get; set; } = "en";

    /// <summary><c>light</c>, <c>dark</c>, or <see langword="null"/> for what the device prefers.</summary>
    public string? Theme { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set when the account was switched off: nobody is signed in by it, and open tabs stop acting.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}

/// <summary>One signing-in on one device, until it is ended. Requests and circuits of an ended session act for nobody.</summary>
public sealed class Session(Guid id, Guid userId, DateTimeOffset startedAt)
{
    /// <summary>The claim that carries the session's id.</summary>
    public const string ClaimType = "session";

    public Guid Id { get; } = id;
    public Guid UserId { get; } = userId;
    public DateTimeOffset StartedAt { get; } = startedAt;
    public DateTimeOffset? EndedAt { get; private set; }

    public void End(DateTimeOffset at) => EndedAt ??= at;
}

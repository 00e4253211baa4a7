namespace MigrationMainstreaming.Portal.Features.Account;

/// <summary>The texts of signing in and of the own account.</summary>
public sealed class AccountText;

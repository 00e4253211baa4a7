namespace MigrationMainstreaming.Portal.Features.Account;

/// <summary>E-mail address and password.</summary>
public sealed class SignInForm
{
    public string? Email { get; set; }
    public string? Password { get; set; }
}

/// <summary>Name and password of somebody who takes up an invitation.</summary>
public sealed class InvitationForm
{
    public string? Name { get; set; }
    public string? Password { get; set; }
}

/// <summary>The address whose password was forgotten.</summary>
public sealed class ForgottenForm
{
    public string? Email { get; set; }
}

/// <summary>A new password, chosen through a link.</summary>
public sealed class ResetForm
{
    public string? Password { get; set; }
}

/// <summary>What others read, and the language of the screens.</summary>
public sealed class AccountForm
{
    public string? Name { get; set; }
    public string? Language { get; set; }
}

/// <summary>The present password and the new one.</summary>
public sealed class PasswordForm
{
    public string? Present { get; set; }
    public string? Wanted { get; set; }
}

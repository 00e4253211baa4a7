using Microsoft.Extensions.Time.Testing;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Tests.Security;

/// <summary>Guessing is slowed down, and nobody can lock another out for long.</summary>
public sealed class SignInGuardTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SignInGuard _guard;

    public SignInGuardTests() => _guard = new SignInGuard(_clock);

    [Fact]
    public void FiveWrongPasswords_FromOneAddress_WaitAMinuteThenLonger()
    {
        Fail("a@x", "1.1.1.1", 5);
        Assert.Equal(TimeSpan.FromMinutes(1), _guard.WaitFor("A@X ", "1.1.1.1"));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_guard.WaitFor("a@x", "1.1.1.1") <= TimeSpan.Zero);

        Fail("a@x", "1.1.1.1", 5);
        Assert.Equal(TimeSpan.FromMinutes(2), _guard.WaitFor("a@x", "1.1.1.1"));
    }

    [Fact]
    public void WrongPasswords_FromElsewhere_HoldUpTheHolderForAMinuteAtMost_AndNotWhereTheySignedInLately()
    {
        for (var host = 1; host <= 12; host++)
        {
            Fail("a@x", $"2.2.2.{host}", 4);
        }

        Assert.InRange(_guard.WaitFor("a@x", "1.1.1.1"), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        _guard.Succeeded("a@x", "1.1.1.1");
        Assert.Equal(TimeSpan.Zero, _guard.WaitFor("a@x", "1.1.1.1"));
    }

    [Fact]
    public void ManyAccounts_FromOneAddress_HoldTheAddressUp()
    {
        for (var account = 0; account < 30; account++)
        {
            Fail($"{account}@x", "3.3.3.3", 1);
        }

        Assert.True(_guard.WaitFor("new@x", "3.3.3.3") > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, _guard.WaitFor("new@x", "4.4.4.4"));
    }

    [Theory]
    [InlineData("password12345")]
    [InlineData("P@ssw0rd2026!!")]
    [InlineData("qwertyuiop123")]
    [InlineData("welcomewelcome")]
    [InlineData("aaaaaaaaaaaaaa")]
    [InlineData("123456789012")]
    [InlineData("abcdefghijklm")]
    [InlineData("miratalen2026")]
    [InlineData("migrationportal")]
    public void CommonPassword_HoweverDecorated_IsRefused(string password) =>
        Assert.NotNull(PasswordRules.ProblemWith(password, new User { Name = "Mira Talen", Email = "health@demo.example" }));

    [Theory]
    [InlineData("lantern otter gravel seventeen")]
    [InlineData("demo-portal-2030-xk")]
    [InlineData("كلمات لا تجتمع معا")]
    public void UncommonPassword_OfAnyComposition_IsTaken(string password) =>
        Assert.Null(PasswordRules.ProblemWith(password, new User { Name = "Mira Talen", Email = "health@demo.example" }));

    private void Fail(string account, string address, int times)
    {
        for (var time = 0; time < times; time++)
        {
            _guard.Failed(account, address);
        }
    }
}

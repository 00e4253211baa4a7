using System.Globalization;
using FluentValidation;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>A code and a name in the languages of the screens.</summary>
public sealed class NamedForm
{
    public Guid Id { get; set; }
    public string? Code { get; set; }
    public string? En { get; set; }
    public string? Fr { get; set; }
    public string? Ar { get; set; }

    public LocalText Name => new([new("en", En ?? ""), new("fr", Fr ?? ""), new("ar", Ar ?? "")]);
}

/// <summary>Which role a person is given, where, and for how long.</summary>
public class GrantForm
{
    public string? Role { get; set; }
    public Guid? CountryId { get; set; }
    public Guid? MinistryId { get; set; }

    /// <summary>The last day, as the browser writes it; empty for a role without an end.</summary>
    public string? Until { get; set; }

    /// <summary>The country that counts: an administrator's role has none, whatever stands in the field.</summary>
    public Guid? GrantedCountryId => Role == Security.Role.Administrator ? null : CountryId;

    /// <summary>The ministry that counts: of officials alone.</summary>
    public Guid? GrantedMinistryId => Role == Security.Role.Official ? MinistryId : null;

    /// <summary>The last day of a grant for a time, to its end in universal time.</summary>
    public DateTimeOffset? UntilMoment =>
        Day(Until) is { } day ? new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    /// <summary>The first thing that is wrong with what was sent; it refuses.</summary>
    /// <exception cref="DomainRuleException">A field holds what it must not.</exception>
    public virtual void Require() => DomainRule.RequireNo(new Rules<GrantForm>().Validate(this).Errors.FirstOrDefault()?.ErrorMessage);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue ? day : null;

    /// <summary>What the fields must hold.</summary>
    protected class Rules<T> : AbstractValidator<T>
        where T : GrantForm
    {
        public Rules()
        {
            RuleFor(form => form.Role).Must(role => role is not null && Security.Role.All.Contains(role)).WithMessage(/* RefusalText */ "Choose a role.");
            RuleFor(form => form.CountryId).NotNull().When(form => form.Role is not (null or Security.Role.Administrator)).WithMessage(/* RefusalText */ "Choose the country.");
            RuleFor(form => form.MinistryId).NotNull().When(form => form.Role == Security.Role.Official).WithMessage(/* RefusalText */ "Choose the ministry of the official.");
            // A day that cannot be read must not become a role without an end.
            RuleFor(form => form.Until).Must(until => string.IsNullOrWhiteSpace(until) || Day(until) is not null).WithMessage(/* RefusalText */ "Write the last day as a date, such as 2027-06-30.");
        }
    }
}

/// <summary>Whom to invite, and with which role.</summary>
public sealed class InviteForm : GrantForm
{
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Language { get; set; }

    public override void Require() => DomainRule.RequireNo(new InviteRules().Validate(this).Errors.FirstOrDefault()?.ErrorMessage);

    private sealed class InviteRules : Rules<InviteForm>
    {
        // Said for each rule of a field: a rule without words of its own speaks in those of the library.
        private const string Address = /* RefusalText */ "Give an e-mail address, such as name@ministry.example.";
        private const string FullName = /* RefusalText */ "Give the person's name, up to 200 characters.";

        public InviteRules()
        {
            RuleFor(form => form.Email).NotEmpty().WithMessage(Address).EmailAddress().WithMessage(Address).Must(HasNoControls).WithMessage(Address);
            RuleFor(form => form.Name).NotEmpty().WithMessage(FullName).MaximumLength(200).WithMessage(FullName).Must(HasNoControls).WithMessage(FullName);
        }

        private static bool HasNoControls(string? text) => text?.Any(char.IsControl) != true;
    }
}

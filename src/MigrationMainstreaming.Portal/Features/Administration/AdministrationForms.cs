using System.Globalization;
using FluentValidation;
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

/// <summary>Whom to invite, and with which scope.</summary>
public sealed class InviteForm
{
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Language { get; set; }
    public string? Role { get; set; }
    public Guid? CountryId { get; set; }
    public Guid? MinistryId { get; set; }
    public string? Until { get; set; }

    /// <summary>The last day of a grant for a time, to its end in universal time.</summary>
    public DateTimeOffset? UntilMoment =>
        DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : null;

    /// <summary>What the fields must hold.</summary>
    public sealed class Validator : AbstractValidator<InviteForm>
    {
        // Said for each rule of a field: a rule without words of its own speaks in those of the library.
        private const string Address = /* RefusalText */ "Give an e-mail address, such as name@ministry.example.";
        private const string FullName = /* RefusalText */ "Give the person's name, up to 200 characters.";

        public Validator()
        {
            RuleFor(form => form.Email).NotEmpty().WithMessage(Address).EmailAddress().WithMessage(Address);
            RuleFor(form => form.Name).NotEmpty().WithMessage(FullName).MaximumLength(200).WithMessage(FullName);
            RuleFor(form => form.Role).Must(role => role is not null && Security.Role.All.Contains(role)).WithMessage(/* RefusalText */ "Choose a role.");
            RuleFor(form => form.CountryId).NotNull().When(form => form.Role is not (null or Security.Role.Administrator)).WithMessage(/* RefusalText */ "Choose the country.");
            RuleFor(form => form.MinistryId).NotNull().When(form => form.Role == Security.Role.Official).WithMessage(/* RefusalText */ "Choose the ministry of the official.");
        }
    }
}

/// <summary>One person, invitation or scope that an act is about.</summary>
public sealed class ChosenForm
{
    public Guid Id { get; set; }
}

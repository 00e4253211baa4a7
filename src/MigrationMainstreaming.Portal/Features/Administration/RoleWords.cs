using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Components;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Administration;

/// <summary>The words for roles, and what each may do.</summary>
public static class RoleWords
{
    private static readonly Dictionary<string, (string Name, string May)> Words = new()
    {
        [Role.Administrator] = (/* AdministrationText */ "Administrator", /* AdministrationText */ "Questionnaires, people, countries; reads no answers and no results"),
        [Role.Coordinator] = (/* AdministrationText */ "Coordinator", /* AdministrationText */ "Opens assessments and sees everything of the own country"),
        [Role.Official] = (/* AdministrationText */ "Official", /* AdministrationText */ "Answers for one ministry"),
        [Role.Adviser] = (/* AdministrationText */ "Adviser", /* AdministrationText */ "Reads what the country released, asks and proposes"),
        [Role.Observer] = (/* AdministrationText */ "Observer", /* AdministrationText */ "Reads results after sign-off"),
    };

    /// <summary>The word for a role.</summary>
    public static string NameOf(this IStringLocalizer<AdministrationText> text, string role) => text[Words[role].Name];

    /// <summary>What the role may do, in one line.</summary>
    public static string MayOf(this IStringLocalizer<AdministrationText> text, string role) => text[Words[role].May];

    /// <summary>A role with its ministry and country: "Official, Ministry of Health, Demo Republic".</summary>
    public static string Describe(this IStringLocalizer<AdministrationText> text, string role, LocalText? country, LocalText? ministry) =>
        string.Join(text[", "], new[] { text.NameOf(role), ministry is null ? null : PortalPage.In(ministry), country is null ? null : PortalPage.In(country) }.Where(part => part is not null));
}

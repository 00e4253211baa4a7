using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;

namespace MigrationMainstreaming.Portal.Features.NationalPlans;

/// <summary>A country's own development plan, for its coordinator.</summary>
/// <param name="Country">The country.</param>
/// <param name="Plan">The plan; none before it is entered.</param>
/// <param name="Others">Other countries that the person leads.</param>
/// <param name="Versions">Its versions, the newest first.</param>
public sealed record PlanView(Jurisdiction Country, NationalPlan? Plan, IReadOnlyList<Jurisdiction> Others, IReadOnlyList<PlanVersion> Versions)
{
    public int Version => Plan?.Version ?? 0;

    public PlanContent Content => Plan?.Content ?? new PlanContent { Title = new LocalText([]) };

    /// <summary>In which titles are written: those of the country, and those that the plan has already.</summary>
    public IReadOnlyList<string> Languages =>
        [.. Country.Languages.Concat(Content.Title.Languages).Concat(Content.Items.SelectMany(item => item.Title.Languages)).Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <summary>Who made a version, and when.</summary>
public sealed record PlanVersion(int Number, string ByName, DateTimeOffset At);

/// <summary>The links of one sector's questions to the plan.</summary>
/// <param name="Of">The plan.</param>
/// <param name="Sectors">Key and title of every sector.</param>
/// <param name="Questionnaire">The sector that is open, in its latest published version.</param>
public sealed record PlanLinksView(PlanView Of, IReadOnlyList<(string Key, LocalText Title)> Sectors, Questionnaire Questionnaire);

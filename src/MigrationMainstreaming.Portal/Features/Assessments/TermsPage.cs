using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>What the pages have in common on which a coordinator says what an assessment is.</summary>
public abstract class TermsPage : FormPage
{
    /// <summary>Reads the sent terms and notes what is wrong with them; <see langword="null"/> when something is.</summary>
    protected AssessmentTerms? SentTerms(IStringLocalizer<AssessmentText> text)
    {
        var (title, cycle, situation) = (Sent("title") ?? "", Sent("cycle") ?? "", Days.Parse(Sent("situation")));
        var hasDue = !string.IsNullOrWhiteSpace(Sent("due"));
        var due = Days.Parse(Sent("due"));
        Check(!string.IsNullOrWhiteSpace(title), "title", text["Give the assessment a title"]);
        Check(!string.IsNullOrWhiteSpace(cycle), "cycle", text["Name the cycle"]);
        Check(situation is not null, "situation", text["Give the day for which the answers hold"]);
        Check(!hasDue || due is not null, "due", text["Give the day until which answers are due, or leave it empty"]);
        return Problems.Count > 0
            ? null
            : new AssessmentTerms(title, cycle, situation!.Value, due, Languages.Find(Sent("language"))?.Code ?? "en", Sent("release") == nameof(ReleaseMode.ByItself) ? ReleaseMode.ByItself : ReleaseMode.ByHand);
    }
}

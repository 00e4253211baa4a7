using Microsoft.AspNetCore.Components;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>How one reader reads a questionnaire: in which language, and under which country profile.</summary>
/// <param name="Language">The language asked for.</param>
/// <param name="SourceLanguage">The language in which every text stands.</param>
/// <param name="Profile">Options that do not apply in this country are not offered.</param>
/// <param name="NotTranslated">The words beside a text that does not stand in the reader's language yet.</param>
public sealed record Reading(string Language, string SourceLanguage, CountryProfile Profile, string NotTranslated = "")
{
    /// <summary>The text as this reader sees it.</summary>
    public ReadText Of(LocalText text) => text.In(Language, SourceLanguage);

    /// <summary>The text as markup: in another language than the page's it says which, so that it is pronounced and laid out as it should be.</summary>
    /// <remarks>Not a component: a questionnaire shows hundreds of texts, and each component costs memory in every circuit.</remarks>
    public RenderFragment Show(LocalText text) => Markup(Of(text), mark: false);

    /// <summary>The text as markup, with a small mark where it is not translated yet.</summary>
    public RenderFragment ShowMarked(LocalText text) => Markup(Of(text), mark: true);

    /// <summary>The options that are on offer here, and those that the value chose all the same.</summary>
    public IEnumerable<AnswerOption> Offered(OptionList list, params IEnumerable<string?> chosen)
    {
        var under = list.Under(Profile).ToHashSet();
        return list.Options.Where(option => under.Contains(option) || chosen.Contains(option.Code));
    }

    private RenderFragment Markup(ReadText read, bool mark) => builder =>
    {
        if (!read.IsFallback)
        {
            builder.AddContent(0, read.Text);
            return;
        }

        builder.OpenElement(1, "span");
        builder.AddAttribute(2, "lang", read.Language);
        builder.AddAttribute(3, "dir", read.Direction);
        builder.AddContent(4, read.Text);
        builder.CloseElement();
        if (mark && NotTranslated.Length > 0)
        {
            builder.OpenElement(5, "small");
            builder.AddAttribute(6, "class", "not-translated");
            builder.AddContent(7, NotTranslated);
            builder.CloseElement();
        }
    };
}

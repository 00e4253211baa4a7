using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>The words that answers.js and presence.js show, in the reader's language: they have none of their own.</summary>
public static class SavingTexts
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // One for all open pages of a language.
    private static readonly ConcurrentDictionary<string, string> Written = new(StringComparer.Ordinal);

    /// <summary>All of them as one JSON object, for the attribute <c>data-texts</c>, in the language of the screen.</summary>
    public static string Json(IStringLocalizer<QuestionText> text) => Written.GetOrAdd(CultureInfo.CurrentUICulture.Name, _ => Write(text));

    private static string Write(IStringLocalizer<QuestionText> text) => JsonSerializer.Serialize(
        new Dictionary<string, string>
        {
            ["saving"] = text["Saving"],
            ["saved"] = text["Saved {0}"],
            ["byYou"] = text["by you"],
            ["retrying"] = text["Not saved, retrying"],
            ["goOn"] = text["Kept on this computer. You can go on."],
            ["keepOpen"] = text["You can go on; keep this page open"],
            ["signIn"] = text["Not saved, sign in again"],
            ["refused"] = text["Not saved"],
            ["refusedMore"] = text["See the message at the question"],
            ["takeBack"] = text["Put the saved answer back"],
            ["incomplete"] = text["Not saved yet"],
            ["giveReason"] = text["Say why it does not apply"],
            ["giveNumber"] = text["Give a number."],
            ["giveDay"] = text["Give the whole date."],
            ["twoAnswers"] = text["Two answers"],
            ["chooseOne"] = text["Choose one"],
            ["twoAnswersTitle"] = text["Two answers were given at the same time"],
            ["twoAnswersLead"] = text["Nothing is lost. Choose the answer that stands; the other stays in the history."],
            ["yourAnswer"] = text["Your answer, {0}"],
            ["answerOf"] = text["{0}, {1}"],
            ["before"] = text["Before:"],
            ["source"] = text["Source: {0}"],
            ["commentOf"] = text["Comment: {0}"],
            ["keepYours"] = text["Keep yours"],
            ["takeTheirs"] = text["Take theirs"],
            ["takeThis"] = text["Take this one"],
            ["noAnswer"] = text["No answer"],
            ["notKnown"] = text["Not known"],
            ["notApplicable"] = text["Not applicable: {0}"],
            ["inLaw"] = text["In law or plan: {0}"],
            ["inPractice"] = text["In practice: {0}"],
            ["comment"] = text["Comment: “{0}”"],
            ["addComment"] = text["Add a comment"],
            ["noSource"] = text["No source yet"],
            ["addSource"] = text["Add a source"],
            ["change"] = text["Change"],
            ["count"] = text["{0} of {1} characters"],
            ["sayRetrying"] = text["Answers are not saved at the moment. Trying again."],
            ["saySaved"] = text["All answers are saved."],
            ["saySignIn"] = text["Answers are not saved. Sign in again."],
            ["sayTwoAnswers"] = text["{0}: two answers were given. Choose one."],
            ["sayRefused"] = text["{0} was not saved: {1}"],
            ["isHere"] = text["{0} is answering here"],
            ["areHere"] = text["{0} are answering here"],
            ["sayRestored"] = text["What you had typed was put back."],
        },
        Options);
}

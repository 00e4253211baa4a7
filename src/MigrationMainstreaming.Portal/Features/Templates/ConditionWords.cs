using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain.Questions;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>A condition as a sentence.</summary>
public static class ConditionWords
{
    /// <summary>"the country is destination or transit, and HEA-1 is “Yes”".</summary>
    public static string Say(Condition condition, Desk desk, IStringLocalizer<TemplatesText> text)
    {
        ArgumentNullException.ThrowIfNull(desk);
        ArgumentNullException.ThrowIfNull(text);
        return condition switch
        {
            Condition.Profile(var ticks) => text["the country is {0}", string.Join(text[" or "], ticks.Select(tick => Tick(tick, text)))],
            Condition.Choice(var question, var codes, var half) => text["{0} is {1}", question, string.Join(text[" or "], codes.Select(code => $"“{Option(question, code, half, desk)}”"))],
            Condition.Within(var question, { } least, { } most) => text["{0} is between {1} and {2}", question, least, most],
            Condition.Within(var question, { } least, null) => text["{0} is at least {1}", question, least],
            Condition.Within(var question, null, { } most) => text["{0} is at most {1}", question, most],
            Condition.Within(var question, null, null) => text["{0} is a number", question],
            Condition.Answered(var question, true) => text["{0} is answered", question],
            Condition.Answered(var question, false) => text["{0} is not answered", question],
            Condition.All(var parts) => string.Join(text[", and "], parts.Select(part => Say(part, desk, text))),
            Condition.Any(var parts) => string.Join(text[", or "], parts.Select(part => Say(part, desk, text))),
            Condition.Unless(var inner) => text["not: {0}", Say(inner, desk, text)],
            _ => "",
        };
    }

    /// <summary>A tick of the country profile in words.</summary>
    public static string Tick(string tick, IStringLocalizer<TemplatesText> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return tick switch
        {
            "origin" => text["a country of origin"],
            "destination" => text["a country of destination"],
            "transit" => text["a country of transit"],
            "federal" => text["federal"],
            "coastal" => text["coastal"],
            "landlocked" => text["landlocked"],
            "island" => text["an island"],
            "hazard" => text["exposed to hazards"],
            _ => tick,
        };
    }

    /// <summary>The options that a condition on this question may name.</summary>
    public static IReadOnlyList<AnswerOption> OptionsOf(Question? question, AnswerHalf half) => question?.Type.OptionLists switch
    {
        [var law, var practice] => half == AnswerHalf.Law ? law.Options : practice.Options,
        [var only] => only.Options,
        _ => [],
    };

    private static string Option(string question, string code, AnswerHalf half, Desk desk) =>
        OptionsOf(desk.Questionnaire.Find(question), half).FirstOrDefault(option => option.Code == code)?.Text.In(desk.Language, desk.Source).Text ?? code;
}

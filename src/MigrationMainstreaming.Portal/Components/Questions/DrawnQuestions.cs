using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;

namespace MigrationMainstreaming.Portal.Components.Questions;

/// <summary>What of a question never changes on a live page, as markup, with nothing answered.</summary>
/// <param name="Asked">What is asked.</param>
/// <param name="Controls">What an answer is given with.</param>
public sealed record DrawnQuestion(MarkupString Asked, MarkupString Controls);

/// <summary>Draws what never changes of a question once, for all live pages that show it.</summary>
/// <remarks>A circuit keeps each element and attribute that it has drawn, and a question has some three hundred of them: most of the memory of
/// an open questionnaire. As markup all circuits keep the same one text. It can be the same because it holds no answer: answers.js writes
/// that into the controls from the question's attributes, as it does when a colleague answers.</remarks>
public sealed class DrawnQuestions(IServiceScopeFactory scopes, ILoggerFactory loggers)
{
    // With a questionnaire that is forgotten, what was drawn of it is forgotten too.
    private readonly ConditionalWeakTable<Question, ConcurrentDictionary<(string Language, string Options), DrawnQuestion>> _drawn = [];

    /// <summary>The question for a reader, in the language that the screen speaks.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="reading">Who reads.</param>
    /// <param name="value">What was answered.</param>
    /// <returns><see langword="null"/> where an option was chosen that is not on offer (any more): then there is a control that others do not have.</returns>
    public async ValueTask<DrawnQuestion?> OfAsync(Question question, Reading reading, AnswerValue? value)
    {
        var offered = Options(question, reading, null);
        if (offered != Options(question, reading, value))
        {
            return null;
        }

        var ofQuestion = _drawn.GetOrCreateValue(question);
        var key = (reading.Language, offered);
        return ofQuestion.TryGetValue(key, out var drawn) ? drawn : ofQuestion.GetOrAdd(key, await DrawAsync(question, reading));
    }

    private static string Options(Question question, Reading reading, AnswerValue? value) =>
        string.Join(' ', question.Type.OptionLists.SelectMany(list => reading.Offered(list, ChosenIn(value))).Select(option => option.Code));

    private static IEnumerable<string?> ChosenIn(AnswerValue? value) => value switch
    {
        AnswerValue.Chosen(var code) => [code],
        AnswerValue.ChosenMany(var codes) => [.. codes],
        AnswerValue.LawAndPractice(var law, var practice) => [law, practice],
        _ => [],
    };

    private async Task<DrawnQuestion> DrawAsync(Question question, Reading reading)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = new Dictionary<string, object?> { [nameof(QuestionAsked.Question)] = question, [nameof(QuestionAsked.Reading)] = reading };
            var asked = await renderer.RenderComponentAsync<QuestionAsked>(ParameterView.FromDictionary(parameters));
            parameters[nameof(QuestionControls.Content)] = AnswerContent.Empty;
            var controls = await renderer.RenderComponentAsync<QuestionControls>(ParameterView.FromDictionary(parameters));
            return new DrawnQuestion((MarkupString)asked.ToHtmlString(), (MarkupString)controls.ToHtmlString());
        });
    }
}

using System.Globalization;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Portal.App;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>How pairs, values and steps of the scale are written.</summary>
internal static class CoherenceWords
{
    /// <summary>The seven steps, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<int> Steps = [-3, -2, -1, 0, 1, 2, 3];

    private const char LeftToRight = '\u2066', End = '\u2069';

    /// <summary>"−2", "0", "+1.5"; whatever the direction of the line, the sign stands before.</summary>
    public static string Signed(decimal value)
    {
        var figure = (value > 0 ? "+" : value < 0 ? "\u2212" : "") + Plain(Math.Abs(value));
        return Languages.Current.Direction == "rtl" ? $"{LeftToRight}{figure}{End}" : figure;
    }

    /// <summary>"12", "1.5", in the reader's culture.</summary>
    public static string Plain(decimal value) => value.ToString("0.######", CultureInfo.CurrentCulture);

    /// <summary>"−2" as a field of a form sends it.</summary>
    public static string Sent(int step) => step.ToString(CultureInfo.InvariantCulture);

    /// <summary>The class that colours a value. Between two steps it takes the weaker one, so that −1.5 does not look like a tension.</summary>
    public static string Look(decimal value) => decimal.Truncate(value) switch
    {
        < 0 and var negative => $"i-n{decimal.Truncate(-negative).ToString(CultureInfo.InvariantCulture)}",
        > 0 and var positive => $"i-p{decimal.Truncate(positive).ToString(CultureInfo.InvariantCulture)}",
        _ => "i-0",
    };

    /// <summary>The name of a value: of a step, or of the two between which it lies.</summary>
    public static string Name(decimal value, IStringLocalizer<CoherenceText> text) =>
        value == decimal.Truncate(value) ? text[Key((int)value)] : text["between {0} and {1}", text[Key((int)decimal.Floor(value))], text[Key((int)decimal.Ceiling(value))]];

    /// <summary>What a step means, for somebody who has to choose one.</summary>
    public static string Meaning(int step, IStringLocalizer<CoherenceText> text) => text[step switch
    {
        -3 => /* CoherenceText */ "makes it impossible",
        -2 => /* CoherenceText */ "clashes with it",
        -1 => /* CoherenceText */ "limits options for it",
        0 => /* CoherenceText */ "neither helps nor hinders to speak of",
        1 => /* CoherenceText */ "creates conditions that further it",
        2 => /* CoherenceText */ "aids it",
        _ => /* CoherenceText */ "cannot be separated from it",
    }];

    /// <summary>"Health", "3.8 Universal health coverage".</summary>
    public static string Of(CoherenceMember member, CoherenceView view) =>
        Listed.Isolated(view.Matrix.Kind == MatrixKind.Targets ? $"{member.Code} {PortalPage.In(member.Title)}" : PortalPage.In(member.Title));

    /// <summary>"Borders on Health".</summary>
    public static string Of(CoherencePair pair, CoherenceView view, IStringLocalizer<CoherenceText> text) => text["{0} on {1}", Of(pair.From, view), Of(pair.To, view)];

    /// <summary>The question that is put to whoever rates a pair.</summary>
    public static string Question(CoherencePair pair, CoherenceView view, IStringLocalizer<CoherenceText> text) => view.Matrix.Kind == MatrixKind.Targets
        ? text["If progress is made towards {0}, how does this influence progress towards {1}?", Of(pair.From, view), Of(pair.To, view)]
        : text["Do the laws and plans under {0} help or hinder what {1} is trying to do?", Of(pair.From, view), Of(pair.To, view)];

    private static string Key(int step) => step switch
    {
        -3 => /* CoherenceText */ "Cancelling",
        -2 => /* CoherenceText */ "Counteracting",
        -1 => /* CoherenceText */ "Constraining",
        0 => /* CoherenceText */ "Consistent",
        1 => /* CoherenceText */ "Enabling",
        2 => /* CoherenceText */ "Reinforcing",
        _ => /* CoherenceText */ "Indivisible",
    };
}

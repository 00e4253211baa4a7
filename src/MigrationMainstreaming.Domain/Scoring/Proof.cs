namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>What a figure or one of its parts is about.</summary>
public enum ProofSubject
{
    Assessment,
    Questionnaire,
    Section,

    /// <summary>A part of a section that is joined by itself; its code is <c>section/part</c>.</summary>
    Part,
    Question,
    FrameworkItem,
}

/// <summary>Why something earned no marks, or does not count at all.</summary>
public enum LeftOutReason
{
    /// <summary>Its condition does not hold: it is not asked.</summary>
    Hidden,

    /// <summary>It is context and earns no marks by its nature.</summary>
    Unscored,

    /// <summary>None of its options applies under the country profile.</summary>
    NoOptionApplies,

    /// <summary>The chosen option counts for other items.</summary>
    OtherItems,

    /// <summary>Nothing was said.</summary>
    Unanswered,

    /// <summary>Marked as not known.</summary>
    NotKnown,

    /// <summary>Of law and practice one half is not known.</summary>
    HalfKnown,

    /// <summary>Marked as not applicable and not confirmed.</summary>
    NotConfirmed,

    /// <summary>Not applicable, confirmed.</summary>
    NotApplicable,

    /// <summary>Nothing in it is asked.</summary>
    NothingAsked,

    /// <summary>Nothing in it has earned marks.</summary>
    NothingAnswered,

    /// <summary>The sector was closed without a contribution.</summary>
    Closed,
}

/// <summary>How a figure came about: its parts, which add up to it, and what was left out.</summary>
/// <param name="Subject">What the figure is about.</param>
/// <param name="Code">Its code: <c>health</c>, <c>access</c>, <c>sdg:3.8</c>.</param>
/// <param name="Value">The figure in per cent.</param>
/// <param name="Parts">What it is made of; the shares add up to the figure exactly.</param>
/// <param name="LeftOut">What does not count, and why.</param>
public sealed record Proof(ProofSubject Subject, string Code, decimal? Value, IReadOnlyList<ProofPart> Parts, IReadOnlyList<LeftOut> LeftOut);

/// <summary>One part of a figure.</summary>
/// <param name="Subject">A question, section or sector.</param>
/// <param name="Code">Its code.</param>
/// <param name="Questionnaire">The key of the questionnaire in which it stands.</param>
/// <param name="Value">Its own figure, in per cent.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Share">How many points of the per cent come from it.</param>
/// <param name="CountsAsZero">Why it counts as nothing although nobody answered "no"; <see langword="null"/> where it was answered.</param>
/// <param name="Inside">Its own proof, where it has parts.</param>
/// <param name="AnswerVersion">The revision of the answer behind a question; <see langword="null"/> where there is no answer, or it has no revision.</param>
public sealed record ProofPart(ProofSubject Subject, string Code, string Questionnaire, decimal Value, decimal Weight, decimal Share, LeftOutReason? CountsAsZero = null, Proof? Inside = null, int? AnswerVersion = null);

/// <summary>Something that does not count, and why.</summary>
public sealed record LeftOut(ProofSubject Subject, string Code, string Questionnaire, LeftOutReason Reason);

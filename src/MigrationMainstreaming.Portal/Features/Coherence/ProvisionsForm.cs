namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>What somebody sends about a hit: which act, on which rule, on what they were shown, and what was written or chosen.</summary>
public sealed class ProvisionsForm
{
    /// <summary>The name of the one form that all forms of the page are handled by.</summary>
    public const string Name = "provisions";

    /// <summary><c>comment</c> or <c>settle</c>.</summary>
    public string? Do { get; set; }

    public string? Operation { get; set; }

    /// <summary>The rule's code.</summary>
    public string? Rule { get; set; }

    /// <summary><see cref="ShownHit.Stamp"/> of what the sender was shown.</summary>
    public string? Stamp { get; set; }

    public string? Text { get; set; }

    /// <summary>How it is settled: the name of a <see cref="Domain.Coherence.SettlementKind"/>.</summary>
    public string? Kind { get; set; }

    public Guid OperationId => Guid.TryParse(Operation, out var id) ? id : Guid.Empty;

    /// <summary>The id of the field that a problem belongs to.</summary>
    public static string FieldOf(string? act, string? rule) => $"{act}-{rule}";
}

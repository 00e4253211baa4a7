using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>A child of a node: a question, or another node.</summary>
/// <param name="Place">The place of the question; −1 of a node.</param>
/// <param name="Node">The node, where it is one.</param>
internal readonly record struct CompiledChild(int Place, CompiledNode? Node);

/// <summary>A node of the aggregation tree: the whole, a section, or a part of one. Formulas are data; this says what joins what.</summary>
internal sealed class CompiledNode
{
    private CompiledNode(ProofSubject subject, string code, decimal weight, Aggregation aggregation) =>
        (Subject, Code, Weight, Aggregation) = (subject, code, weight, aggregation);

    public ProofSubject Subject { get; }
    public string Code { get; }

    /// <summary>How much it counts where it is joined.</summary>
    public decimal Weight { get; }

    public Aggregation Aggregation { get; }

    /// <summary>Where it stands among all nodes of the questionnaire; what lies in it stands before it.</summary>
    public int Index { get; private set; }

    /// <summary>What it joins, in the order of the questionnaire.</summary>
    public CompiledChild[] Children { get; private set; } = [];

    /// <summary>The places of its questions, where it joins nothing else; <see langword="null"/> where nodes are among its children.</summary>
    public int[]? Places { get; private set; }

    /// <summary>The nodes of a questionnaire: each section after its parts, the whole last.</summary>
    public static CompiledNode[] AllOf(Questionnaire questionnaire)
    {
        var (nodes, sections, place) = (new List<CompiledNode>(), new List<CompiledNode>(), 0);
        foreach (var section in questionnaire.Sections)
        {
            sections.Add(OfSection(section, place, nodes));
            place += section.Questions.Count;
        }

        var whole = new CompiledNode(ProofSubject.Questionnaire, questionnaire.Key, 1m, questionnaire.Aggregation);
        whole.Join(
            questionnaire.Aggregation.Over == Over.Sections
                ? sections.Select(section => new CompiledChild(-1, section))
                : Enumerable.Range(0, place).Select(each => new CompiledChild(each, null)),
            nodes);
        return [.. nodes];
    }

    private static CompiledNode OfSection(Section section, int start, List<CompiledNode> nodes)
    {
        var parts = section.Parts.ToDictionary(part => part.Code, StringComparer.Ordinal);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (question, index) in section.Questions.Select((question, index) => (question, index)))
        {
            for (var part = question.Part; part is not null; part = parts[part].Within)
            {
                first.TryAdd(part, index);
            }
        }

        var node = new CompiledNode(ProofSubject.Section, section.Code, section.Weight, section.Aggregation);
        node.Join(Inside(null), nodes);
        return node;

        // Each part stands where its first question does.
        IEnumerable<CompiledChild> Inside(string? part)
        {
            var questions = section.Questions.Select((question, index) => (Index: index, question.Part)).Where(question => question.Part == part)
                .Select(question => (question.Index, Child: new CompiledChild(start + question.Index, null)));
            var inner = section.Parts.Where(other => other.Within == part).Select(other =>
            {
                var of = new CompiledNode(ProofSubject.Part, $"{section.Code}/{other.Code}", other.Weight, other.Aggregation);
                of.Join(Inside(other.Code), nodes);
                return (Index: first[other.Code], Child: new CompiledChild(-1, of));
            });
            return questions.Concat(inner).OrderBy(child => child.Index).Select(child => child.Child).ToList();
        }
    }

    private void Join(IEnumerable<CompiledChild> children, List<CompiledNode> nodes)
    {
        Children = [.. children];
        Places = Array.TrueForAll(Children, child => child.Node is null) ? [.. Children.Select(child => child.Place)] : null;
        Index = nodes.Count;
        nodes.Add(this);
    }
}

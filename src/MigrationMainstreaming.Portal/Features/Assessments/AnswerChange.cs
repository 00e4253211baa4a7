using System.Text.Json;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>What of an answer is to be changed: what is absent stays, what is <see langword="null"/> is cleared.</summary>
public sealed class AnswerChange
{
    private readonly HashSet<string> _given = [];
    private AnswerValue? _value;
    private string? _comment;
    private string? _source;

    private AnswerChange()
    {
    }

    /// <summary>The refused operation that this choice settles, after two answers were given.</summary>
    public Guid? Settles { get; private set; }

    /// <summary>How it came: typed, or chosen out of two.</summary>
    public AnswerOrigin Origin { get; private set; } = AnswerOrigin.Typed;

    /// <summary>The whole of an earlier content.</summary>
    public static AnswerChange To(AnswerContent content, AnswerOrigin origin)
    {
        var change = new AnswerChange { Origin = origin, _value = content.Value, _comment = content.Comment, _source = content.Source };
        change._given.UnionWith(["value", "comment", "source"]);
        return change;
    }

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="JsonException">It is not one; the message is a sentence for its sender.</exception>
    public static AnswerChange Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("Send an object with value, comment or source.");
        }

        var change = new AnswerChange();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!change._given.Add(member.Name))
            {
                throw new JsonException($"\"{member.Name}\" stands twice.");
            }

            switch (member.Name)
            {
                case "value":
                    change._value = ValueOf(member.Value);
                    break;
                case "comment":
                    change._comment = TextOf(member);
                    break;
                case "source":
                    change._source = TextOf(member);
                    break;
                case "settles":
                    change.Settles = member.Value.ValueKind == JsonValueKind.String && member.Value.TryGetGuid(out var id) ? id : throw new JsonException("\"settles\" is the key of the answer that was refused.");
                    change.Origin = AnswerOrigin.ChosenInConflict;
                    break;
                default:
                    throw new JsonException($"\"{member.Name}\" is not part of an answer; send value, comment or source.");
            }
        }

        if (change._given.Count == 0)
        {
            throw new JsonException("Send what is to be saved: value, comment or source.");
        }

        return change;
    }

    /// <summary>The content that this change makes of an earlier one.</summary>
    public AnswerContent Over(AnswerContent earlier) => new(
        _given.Contains("value") ? _value : earlier.Value,
        _given.Contains("comment") ? _comment : earlier.Comment,
        _given.Contains("source") ? _source : earlier.Source);

    /// <summary>Everything that was said, the same however it was written down.</summary>
    public object Said => new { given = _given.Order(StringComparer.Ordinal), value = _value, comment = _comment, source = _source, settles = Settles, origin = Origin.ToString() };

    private static AnswerValue? ValueOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Null ? null : value.Deserialize<AnswerValue>();
        }
        catch (JsonException exception) when (exception.InnerException is InvalidOperationException half)
        {
            // Half of a character, which only the reader of the whole body can name.
            throw half;
        }
        catch (JsonException exception)
        {
            // Without the position that the serialiser adds: what remains is our own sentence.
            throw new JsonException(exception.Message);
        }
    }

    private static string? TextOf(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => member.Value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null,
        _ => throw new JsonException($"\"{member.Name}\" is a text."),
    };
}

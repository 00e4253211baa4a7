using System.Text.Encodings.Web;
using System.Text.Json;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>Results as the command <c>score</c> and the API write them: per cents with four decimals.</summary>
public static class ResultJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The result of one questionnaire, indented.</summary>
    public static byte[] Of(Scorecard scorecard) => Written(writer => Write(writer, scorecard), Indented);

    /// <summary>The results of an assessment.</summary>
    public static byte[] Of(AssessmentScorecard assessment) => Written(
        writer =>
        {
            writer.WriteStartObject();
            WriteScore(writer, "overall", assessment.Overall);
            WriteFrameworks(writer, assessment.Items);
            WriteScorecards(writer, "sectors", assessment.Sectors);
            WriteScorecards(writer, "indicators", assessment.Indicators);
            writer.WriteEndObject();
        },
        Compact);

    private static byte[] Written(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    private static void WriteScorecards(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, Scorecard> scorecards)
    {
        writer.WriteStartObject(name);
        foreach (var (key, scorecard) in scorecards)
        {
            writer.WritePropertyName(key);
            Write(writer, scorecard);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Scorecard scorecard)
    {
        writer.WriteStartObject();
        writer.WriteString("template", scorecard.Questionnaire.Key);
        writer.WriteNumber("version", scorecard.Questionnaire.Version);
        WriteScore(writer, "overall", scorecard.Overall);
        writer.WriteStartObject("groups");
        foreach (var section in scorecard.Questionnaire.Sections)
        {
            WriteScore(writer, section.Code, scorecard.Groups[section.Code]);
        }

        writer.WriteEndObject();
        WriteFrameworks(writer, scorecard.Items);
        writer.WriteEndObject();
    }

    private static void WriteFrameworks(Utf8JsonWriter writer, IReadOnlyList<ItemScore> items)
    {
        writer.WriteStartObject("frameworks");
        foreach (var framework in items.GroupBy(item => item.Framework))
        {
            writer.WriteStartObject(framework.Key);
            foreach (var item in framework)
            {
                writer.WriteStartObject(item.Item);
                WritePerCent(writer, "value", item.Value);
                writer.WriteNumber("answered", item.Answered);
                writer.WriteNumber("asked", item.Asked);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter writer, string name, Score score)
    {
        writer.WriteStartObject(name);
        WritePerCent(writer, "value", score.Value);
        if (score.Level is { } level)
        {
            writer.WriteNumber("level", level);
        }
        else
        {
            writer.WriteNull("level");
        }

        writer.WriteNumber("answered", score.Answered);
        writer.WriteNumber("asked", score.Asked);
        WritePerCent(writer, "low", score.Low);
        WritePerCent(writer, "high", score.High);
        writer.WriteEndObject();
    }

    private static void WritePerCent(Utf8JsonWriter writer, string name, decimal? perCent)
    {
        if (perCent is { } value)
        {
            // Dividing by one with many zeros takes trailing zeros off: 60, not 60.0000.
            writer.WriteNumber(name, decimal.Round(value, 4, MidpointRounding.AwayFromZero) / 1.0000000000000000000000000000m);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}

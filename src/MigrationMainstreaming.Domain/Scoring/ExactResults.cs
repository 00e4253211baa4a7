using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MigrationMainstreaming.Domain.Scoring;

/// <summary>Results with every digit: per cents, weights and shares as decimal strings, which every reader of JSON keeps as they are.
/// What <see cref="ResultJson"/> prints is rounded to four places; this is what is stored and proven.</summary>
public static class ExactResults
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The results of one questionnaire.</summary>
    public static JsonElement Of(Scorecard scorecard) => Written(writer => Write(writer, scorecard, withProofs: false));

    /// <summary>The results of an assessment.</summary>
    /// <param name="assessment">Its scorecard.</param>
    /// <param name="withProofs">Whether each figure is followed by the parts it is made of.</param>
    public static JsonElement Of(AssessmentScorecard assessment, bool withProofs = false) => Written(writer =>
    {
        writer.WriteStartObject();
        WriteScore(writer, "overall", assessment.Overall);
        if (withProofs)
        {
            WriteProof(writer, "proof", assessment.ProofOfOverall());
        }

        WriteScorecards(writer, "sectors", assessment.Sectors, withProofs);
        WriteScorecards(writer, "indicators", assessment.Indicators, withProofs);
        writer.WriteStartObject("items");
        foreach (var item in assessment.Items)
        {
            WriteItem(writer, item, withProofs && item.Value is not null ? assessment.ProofOfItem(item.Framework, item.Item) : null);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("closed");
        foreach (var key in assessment.Closed.Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(key);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>A figure with all its digits and none that says nothing: <c>63.33333333333333333333</c>, <c>60</c>.</summary>
    public static string Digits(decimal figure) => figure.ToString("0.############################", CultureInfo.InvariantCulture);

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            write(writer);
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void WriteScorecards(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, Scorecard> scorecards, bool withProofs)
    {
        writer.WriteStartObject(name);
        foreach (var (key, scorecard) in scorecards.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            Write(writer, scorecard, withProofs);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Scorecard scorecard, bool withProofs)
    {
        writer.WriteStartObject();
        WriteScore(writer, "overall", scorecard.Overall);
        WriteFigure(writer, "answeredOnly", scorecard.AnsweredOnly);
        writer.WriteStartObject("groups");
        foreach (var (code, score) in scorecard.Groups)
        {
            WriteScore(writer, code, score);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("items");
        foreach (var item in scorecard.Items)
        {
            WriteItem(writer, item, null);
        }

        writer.WriteEndObject();
        if (withProofs)
        {
            WriteProof(writer, "proof", scorecard.ProofOfOverall());
        }

        writer.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter writer, string name, Score score)
    {
        writer.WriteStartObject(name);
        WriteFigure(writer, "value", score.Value);
        WriteFigure(writer, "low", score.Low);
        WriteFigure(writer, "high", score.High);
        writer.WriteNumber("answered", score.Answered);
        writer.WriteNumber("asked", score.Asked);
        WriteLevel(writer, "level", score.Level);
        WriteLevel(writer, "lowLevel", score.LowLevel);
        WriteLevel(writer, "highLevel", score.HighLevel);
        writer.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter writer, ItemScore item, Proof? proof)
    {
        writer.WriteStartObject($"{item.Framework}:{item.Item}");
        WriteFigure(writer, "value", item.Value);
        WriteFigure(writer, "earned", item.Earned);
        WriteFigure(writer, "weight", item.Weight);
        writer.WriteNumber("answered", item.Answered);
        writer.WriteNumber("asked", item.Asked);
        writer.WriteNumber("direct", item.Direct);
        if (proof is not null)
        {
            WriteProof(writer, "proof", proof);
        }

        writer.WriteEndObject();
    }

    private static void WriteProof(Utf8JsonWriter writer, string name, Proof proof)
    {
        writer.WriteStartObject(name);
        WriteFigure(writer, "value", proof.Value);
        writer.WriteStartArray("parts");
        foreach (var part in proof.Parts)
        {
            writer.WriteStartObject();
            WriteSubject(writer, part.Subject, part.Code, part.Questionnaire);
            WriteFigure(writer, "value", part.Value);
            WriteFigure(writer, "weight", part.Weight);
            WriteFigure(writer, "share", part.Share);
            if (part.CountsAsZero is { } reason)
            {
                writer.WriteString("countsAsZero", Word(reason));
            }

            if (part.Inside is { } inside)
            {
                WriteProof(writer, "inside", inside);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("leftOut");
        foreach (var left in proof.LeftOut)
        {
            writer.WriteStartObject();
            WriteSubject(writer, left.Subject, left.Code, left.Questionnaire);
            writer.WriteString("reason", Word(left.Reason));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSubject(Utf8JsonWriter writer, ProofSubject subject, string code, string questionnaire)
    {
        writer.WriteString("subject", Word(subject));
        writer.WriteString("code", code);
        if (questionnaire.Length > 0 && questionnaire != code)
        {
            writer.WriteString("questionnaire", questionnaire);
        }
    }

    private static void WriteFigure(Utf8JsonWriter writer, string name, decimal? figure)
    {
        if (figure is { } known)
        {
            writer.WriteString(name, Digits(known));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteLevel(Utf8JsonWriter writer, string name, int? level)
    {
        if (level is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reference;

namespace MigrationMainstreaming.Domain.Templates;

/// <summary>The JSON Schema of questionnaire files, made from the types themselves, so that editors check and complete files while they are written.</summary>
public static class QuestionnaireSchema
{
    /// <summary>The schema, as <c>docs/template.schema.json</c> has it.</summary>
    public static string Write()
    {
        var schema = QuestionnaireJson.Options.GetJsonSchemaAsNode(typeof(Questionnaire), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Adjust }).AsObject();
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Questionnaire file",
            ["description"] = "What docs/template-files.md describes.",
        };
        foreach (var (name, part) in schema.ToList())
        {
            schema.Remove(name);
            whole[name] = part;
        }

        whole["$defs"] = JsonNode.Parse(Definitions());
        return whole.ToJsonString(QuestionnaireJson.Indented) + "\n";
    }

    private static JsonNode Adjust(JsonSchemaExporterContext context, JsonNode schema)
    {
        // These two read and write themselves, so the exporter knows nothing of their shape.
        if (context.TypeInfo.Type == typeof(LocalText))
        {
            return new JsonObject { ["$ref"] = "#/$defs/text" };
        }

        if (context.TypeInfo.Type == typeof(Condition))
        {
            return new JsonObject { ["$ref"] = "#/$defs/condition" };
        }

        // What is not there is left out of a file; null is never written.
        if (schema is JsonObject parts)
        {
            WithoutNull(parts);
        }

        return schema;
    }

    private static void WithoutNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types && types.Count == 2 && types.FirstOrDefault(type => type?.GetValue<string>() != "null") is { } only)
        {
            schema["type"] = only.DeepClone();
        }

        if (schema["enum"] is JsonArray values && values.Any(value => value is null))
        {
            schema["enum"] = new JsonArray([.. values.Where(value => value is not null).Select(value => value!.DeepClone())]);
        }

        if (schema.TryGetPropertyValue("default", out var standard) && standard is null)
        {
            schema.Remove("default");
        }
    }

    private static string Definitions() => $$"""
        {
          "text": {
            "description": "One text in several languages: language tag and text.",
            "type": "object",
            "propertyNames": { "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$" },
            "additionalProperties": { "type": "string" }
          },
          "condition": {
            "description": "When something is asked, over earlier answers and the country profile.",
            "oneOf": [
              { "type": "object", "properties": { "profile": { "type": "array", "minItems": 1, "items": { "enum": [{{string.Join(", ", CountryProfile.AllTicks.Select(tick => $"\"{tick}\""))}}] } } }, "required": ["profile"], "additionalProperties": false },
              { "type": "object", "properties": { "question": { "type": "string" }, "is": { "type": "array", "minItems": 1, "items": { "type": "string" } }, "half": { "enum": ["law", "practice"] } }, "required": ["question", "is"], "additionalProperties": false },
              { "type": "object", "properties": { "question": { "type": "string" }, "atLeast": { "type": "number" }, "atMost": { "type": "number" } }, "required": ["question"], "minProperties": 2, "additionalProperties": false },
              { "type": "object", "properties": { "question": { "type": "string" }, "answered": { "type": "boolean" } }, "required": ["question", "answered"], "additionalProperties": false },
              { "type": "object", "properties": { "all": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } } }, "required": ["all"], "additionalProperties": false },
              { "type": "object", "properties": { "any": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/condition" } } }, "required": ["any"], "additionalProperties": false },
              { "type": "object", "properties": { "not": { "$ref": "#/$defs/condition" } }, "required": ["not"], "additionalProperties": false }
            ]
          }
        }
        """;
}

using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests.Templates;

/// <summary>The schema in the repository is the one that the types give.</summary>
public sealed class QuestionnaireSchemaTests
{
    private static readonly string FileName = Path.Combine(RepositoryFiles.Root, "docs", "template.schema.json");

    /// <summary>With WRITE_SCHEMA=1 in the environment the file is written anew.</summary>
    [Fact]
    public void File_InTheRepository_IsCurrent()
    {
        if (Environment.GetEnvironmentVariable("WRITE_SCHEMA") == "1")
        {
            File.WriteAllText(FileName, QuestionnaireSchema.Write());
        }

        Assert.Equal(QuestionnaireSchema.Write(), File.ReadAllText(FileName));
    }

    [Fact]
    public void Schema_NamesEveryQuestionTypeAndShapesOfItsOwn()
    {
        var schema = QuestionnaireSchema.Write();

        Assert.All(typeof(QuestionType).GetCustomAttributes<JsonDerivedTypeAttribute>(), type => Assert.Contains($"\"{type.TypeDiscriminator}\"", schema));
        Assert.Equal("#/$defs/text", (string?)JsonNode.Parse(schema)!["properties"]!["title"]!["$ref"]);
        Assert.Contains("#/$defs/condition", schema);
        Assert.DoesNotContain("\"null\"", schema);
        Assert.DoesNotContain("optionLists", schema);
    }

    [Fact]
    public void Written_HoldsNoMemberThatTheFileDidNotHave()
    {
        Assert.All(RepositoryFiles.TemplateFiles, file =>
        {
            var given = JsonNode.Parse(File.ReadAllBytes(file));
            var written = JsonNode.Parse(QuestionnaireFile.Write(QuestionnaireFile.Read(File.ReadAllBytes(file), RepositoryFiles.KnownItems).Questionnaire!));

            // Standard values may be written out; nothing else may come in.
            var allowed = MembersOf(given).Concat(["weight", "required", "scored", "evidence", "exclusive", "strength", "over", "missing", "join", "aggregation", "decimals", "maxLength"]).ToHashSet();
            Assert.Empty(MembersOf(written).Except(allowed));
        });
    }

    private static HashSet<string> MembersOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => MembersOf(member.Value).Append(member.Key)).ToHashSet(),
        JsonArray items => items.SelectMany(MembersOf).ToHashSet(),
        _ => [],
    };

    [Fact]
    public void Read_OfADerivedMember_IsRefused()
    {
        var (_, problems) = QuestionnaireFile.Read("""
            { "key": "test", "version": 1, "title": { "en": "T" }, "sections": [ { "code": "a", "title": { "en": "A" }, "questions": [
              { "code": "X-1", "text": { "en": "?" }, "links": [ { "item": "gcm:15", "share": 3 } ], "type": { "kind": "free-text" } } ] } ] }
            """u8.ToArray(), RepositoryFiles.KnownItems);

        Assert.Equal("sections[0].questions[0].links[0].share", Assert.Single(problems).Path);
    }
}

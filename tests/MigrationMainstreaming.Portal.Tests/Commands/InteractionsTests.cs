using System.Text.Json.Nodes;

namespace MigrationMainstreaming.Portal.Tests.Commands;

/// <summary><c>interactions</c>: the example of the document in the shape that is a contract, and refusals in words.</summary>
public sealed class InteractionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Example_OfTheDocument_IsPrintedInTheOrderOfTheFile()
    {
        var file = _folder.File("matrix.json", """
            { "order": ["health", "employment", "security", "governance"],
              "matrix": [[0, 1, 1, -2], [-2, 0, 1, 1], [-1, -1, null, -3], [3, -2, -1, 0]] }
            """);

        var printed = (await PortalProcess.RunAsync("interactions", "--matrix", file)).Json();

        var expected = JsonNode.Parse("""
            [ { "code": "health", "positive": 2, "negative": -2, "influence": 0, "dependence": 0, "secondOrder": -2.5, "total": -2.5, "rank": 2 },
              { "code": "employment", "positive": 2, "negative": -2, "influence": 0, "dependence": -2, "secondOrder": -2.5, "total": -2.5, "rank": 2 },
              { "code": "security", "positive": 0, "negative": -5, "influence": -5, "dependence": 1, "secondOrder": 0, "total": -5, "rank": 4 },
              { "code": "governance", "positive": 3, "negative": -3, "influence": 0, "dependence": -4, "secondOrder": 2.5, "total": 2.5, "rank": 1 } ]
            """);
        Assert.Equal(expected!.ToJsonString(), printed.ToJsonString());
    }

    [Fact]
    public async Task Matrix_ManyWrong_AreNamedEachWithFileAndPlace()
    {
        var file = _folder.File("matrix.json", """{ "order": ["a", "b", "a"], "matrix": [[0, 4, 1], [null, 0, "2"], [1, 1]] }""");

        (await PortalProcess.RunAsync("interactions", "--matrix", file)).AssertRefused(
            $"{file}: order[2]: \"a\" stands here twice, first as order[0]; each code stands once.",
            $"{file}: matrix[0][1]: Ratings are numbers from -3 to 3.",
            $"{file}: matrix[1][0]: This pair is not rated (null); the analysis needs every pair.",
            $"{file}: matrix[1][2]: This is not a number; ratings are numbers from -3 to 3.",
            $"{file}: matrix[2]: There are 2 values for 3 codes; each code has one column.");
    }

    [Fact]
    public async Task Matrix_ThatIsMissingOrNotNamed_IsRefused()
    {
        var missing = Path.Combine(_folder.Path, "missing.json");
        (await PortalProcess.RunAsync("interactions", "--matrix", missing)).AssertRefused($"{missing}: $: There is no such file.");
        (await PortalProcess.RunAsync("interactions")).AssertRefused("interactions: --matrix: name a file");
        (await PortalProcess.RunAsync("interactions", "--table", "x", "y")).AssertRefused(
            "interactions: --table: there is no such option", "interactions: y: one argument too many", "interactions: --matrix: name a file");
    }
}

using System.Text;
using MigrationMainstreaming.Domain.Coherence;

namespace MigrationMainstreaming.Domain.Tests.Coherence;

/// <summary>The file of a matrix: what is taken, and everything that is refused, each with its place.</summary>
public sealed class InteractionJsonTests
{
    [Fact]
    public void Read_AMatrixWithHalves_TakesItDigitForDigit()
    {
        var table = Read("""{ "order": ["a", "b"], "matrix": [[0, -2.5], [3.000000, null]] }""");

        Assert.Equal(["a", "b"], table.Order);
        Assert.Equal((-2.5m, 3m, null, null), (table[0, 1], table[1, 0], table[0, 0], table[1, 1]));
    }

    [Fact]
    public void Read_WhatOfWrote_GivesTheSame()
    {
        var table = Read("""{ "order": ["a\n\"ß", "b", "c"], "matrix": [[3, -2.5, 1], [0, null, -0], [0.125, 1e0, -1]] }""");
        var written = Encoding.UTF8.GetString(InteractionJson.Of(table));

        Assert.Equal("""{"order":["a\n\"ß","b","c"],"matrix":[[0,-2.5,1],[0,0,0],[0.125,1,0]]}""", written);
        Assert.Equal(InteractionAnalysis.Of(table), InteractionAnalysis.Of(Read(written)));
    }

    [Fact]
    public void Of_PairsThatNobodyRated_AreNullAndNotReadAgain()
    {
        var written = InteractionJson.Of(new InteractionTable(["a", "b"], new decimal?[,] { { null, 1.50m }, { null, null } }));

        Assert.Equal("""{"order":["a","b"],"matrix":[[0,1.5],[null,0]]}""", Encoding.UTF8.GetString(written));
        Assert.Equal(["matrix[1][0]: This pair is not rated (null); the analysis needs every pair."], Problems(written));
    }

    [Fact]
    public void Of_Figures_AreWrittenExactlyAndWithoutTrailingZeros() => Assert.Equal(
        """[{"code":"a","positive":0.5,"negative":0,"influence":0.5,"dependence":-1.5,"secondOrder":-0.375,"total":0.125,"rank":1},{"code":"b","positive":0,"negative":-1.5,"influence":-1.5,"dependence":0.5,"secondOrder":-0.375,"total":-1.875,"rank":2}]""",
        string.Concat(Encoding.UTF8.GetString(InteractionJson.Of(InteractionAnalysis.Of(Read("""{ "order": ["a", "b"], "matrix": [[0, 0.50], [-1.5, 0]] }""")))).Where(character => !char.IsWhiteSpace(character))));

    [Theory]
    [InlineData("", "$: The file is empty.")]
    [InlineData("[]", "$: " + Shape)]
    [InlineData("{}", "order: This member is missing. " + Shape, "matrix: This member is missing. " + Shape)]
    [InlineData("""{ "order": "a", "matrix": {} }""", "order: This is not a list. " + Shape, "matrix: This is not a list. " + Shape)]
    [InlineData("""{ "order": [], "matrix": [] }""", "order: Name at least one code.")]
    [InlineData("""{ "order": ["a"], "order": ["a"], "matrix": [[0]] }""", "order: This member stands here twice; keep one.")]
    [InlineData("""{ "order": ["a", " ", 3, "a"], "matrix": [[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0]] }""",
        "order[1]: The code is empty.", "order[2]: A code is a text such as \"health\".", "order[3]: \"a\" stands here twice, first as order[0]; each code stands once.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, 1]] }""", "matrix: There are 1 rows for 2 codes; each code has one row.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, 1], [1, 0, 2]] }""", "matrix[1]: There are 3 values for 2 codes; each code has one column.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, 1], {}] }""", "matrix[1]: A row is a list of numbers.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, 3.1], [-4, 0]] }""", "matrix[0][1]: Ratings are numbers from -3 to 3.", "matrix[1][0]: Ratings are numbers from -3 to 3.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, "2"], [true, 0]] }""", "matrix[0][1]: " + NoNumber, "matrix[1][0]: " + NoNumber)]
    [InlineData("""{ "order": ["a", "b"], "matrix": [["x", 1], [1, 7]] }""", "matrix[0][0]: " + NoNumber, "matrix[1][1]: Ratings are numbers from -3 to 3.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, null], [1, 0]] }""", "matrix[0][1]: This pair is not rated (null); the analysis needs every pair.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, 0.1234567], [1e400, 0]] }""", "matrix[0][1]: " + Places, "matrix[1][0]: Ratings are numbers from -3 to 3.")]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, 1e-400], [1.00000000000000000000000000000001, 0]] }""", "matrix[0][1]: " + Places, "matrix[1][0]: " + Places)]
    [InlineData("""{ "order": ["a", "b"], "matrix": [[0, NaN], [1, 0]] }""", "$: Not readable as JSON: 'N' is an invalid start of a value (line 1, column 39).")]
    public void Read_WhatIsNoMatrix_IsRefusedWithEveryPlace(string file, params string[] problems) => Assert.Equal(problems, Problems(Encoding.UTF8.GetBytes(file)));

    [Fact]
    public void Read_TwoHundredCodesAtTheirEnds_IsExact()
    {
        var figures = InteractionAnalysis.Of(Read(Square(200, "2.999999")));

        Assert.All(figures, of => Assert.Equal((596.999801m, 0m, 178204.3811970198005m), (of.Influence, of.Negative, of.SecondOrder)));
    }

    [Fact]
    public void Read_MoreThanTwoHundredCodes_IsRefused() => Assert.Equal(
        ["order: There are 201 codes; at most 200 are analysed at once.", "matrix: There are 201 rows; at most 200 are analysed at once."],
        Problems(Encoding.UTF8.GetBytes(Square(201, "1"))));

    private const string Shape = "Expected an object such as {\"order\": [\"health\", \"education\"], \"matrix\": [[0, 2], [-1, 0]]}.";
    private const string NoNumber = "This is not a number; ratings are numbers from -3 to 3.";
    private const string Places = "Give at most 6 places after the decimal point, so that every figure is exact.";

    private static string Square(int count, string value) =>
        $$"""{ "order": [{{string.Join(',', Enumerable.Range(0, count).Select(index => $"\"c{index}\""))}}], "matrix": [{{string.Join(',', Enumerable.Range(0, count).Select(_ => $"[{string.Join(',', Enumerable.Repeat(value, count))}]"))}}] }""";

    private static InteractionTable Read(string file)
    {
        var (table, problems) = InteractionJson.Read(Encoding.UTF8.GetBytes(file));
        Assert.Empty(problems);
        return table!;
    }

    private static string[] Problems(byte[] file)
    {
        var (table, problems) = InteractionJson.Read(file);
        Assert.Null(table);
        return [.. problems.Select(problem => problem.ToString())];
    }
}

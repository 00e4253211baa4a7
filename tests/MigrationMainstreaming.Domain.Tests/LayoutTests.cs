using System.Text.RegularExpressions;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Domain.Tests;

/// <summary>The domain's folders stand in one order, and the domain stands on the base library alone.</summary>
public sealed partial class LayoutTests
{
    private static readonly string[] Order =
        ["Reference", "Jurisdictions", "Questions", "Templates", "Assessments", "Reviews", "Yardsticks", "Scoring", "Coherence", "Findings", "ActionPlans", "Profiles", "Packages"];

    [Fact]
    public void Folders_UseOnlyThoseBeforeThem()
    {
        var wrong =
            from file in Directory.EnumerateFiles(RepositoryFiles.Domain, "*.cs", SearchOption.AllDirectories)
            let folder = Path.GetRelativePath(RepositoryFiles.Domain, file).Split(Path.DirectorySeparatorChar)[0]
            where Order.Contains(folder)
            from Match match in Used().Matches(File.ReadAllText(file))
            let used = match.Groups[1].Value
            where Array.IndexOf(Order, used) > Array.IndexOf(Order, folder)
            select $"{folder} uses {used} in {Path.GetFileName(file)}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Folders_AreAllInTheOrder() =>
        Assert.Empty(Directory.EnumerateDirectories(RepositoryFiles.Domain).Select(Path.GetFileName).Except(Order).Except(["bin", "obj"]));

    [Fact]
    public void Domain_StandsOnTheBaseLibraryAlone() =>
        Assert.All(typeof(Questionnaire).Assembly.GetReferencedAssemblies(), assembly => Assert.StartsWith("System", assembly.Name, StringComparison.Ordinal));

    [GeneratedRegex(@"MigrationMainstreaming\.Domain\.(\w+)")]
    private static partial Regex Used();
}

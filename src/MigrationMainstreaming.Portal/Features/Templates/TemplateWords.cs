using System.Globalization;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain.Templates;

namespace MigrationMainstreaming.Portal.Features.Templates;

/// <summary>How languages and kinds are called.</summary>
public static class TemplateWords
{
    /// <summary>The language in its own name; its tag where no name is known.</summary>
    public static string Language(string tag)
    {
        try
        {
            var name = CultureInfo.GetCultureInfo(tag).NativeName;
            return name.Length == 0 ? tag : char.ToUpper(name[0], CultureInfo.InvariantCulture) + name[1..];
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }

    public static string Kind(QuestionnaireKind kind, IStringLocalizer<TemplatesText> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind == QuestionnaireKind.Indicator ? text["Official indicator"] : text["Sector"];
    }
}

namespace MigrationMainstreaming.Portal.App.Preferences;

/// <summary>Keeps the language that a signed-in person chose with the person, so that it follows to other devices and into messages.</summary>
public interface IPersonLanguage
{
    /// <summary>Keeps the language and renews the session that carries it.</summary>
    Task KeepAsync(HttpContext context, string language);
}

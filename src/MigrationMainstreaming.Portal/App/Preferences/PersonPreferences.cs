using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.App.Preferences;

/// <summary>Keeps language and appearance with the person, so that they follow to other devices and the language into messages.</summary>
public sealed class PersonPreferences(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser current, PersonDirectory directory)
{
    /// <summary>Keeps the language in which the person reads.</summary>
    public async Task KeepLanguageAsync(string language)
    {
        if (await current.PersonAsync() is { } person)
        {
            await using var db = await contexts.CreateDbContextAsync();
            await db.Users.Where(user => user.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.Language, language));
            directory.Forget(person.Id);
        }
    }

    /// <summary>Keeps the appearance; nothing means as on the device.</summary>
    public async Task KeepThemeAsync(string? theme)
    {
        if (await current.PersonAsync() is { } person)
        {
            await using var db = await contexts.CreateDbContextAsync();
            await db.Users.Where(user => user.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.Theme, theme));
            directory.Forget(person.Id);
        }
    }
}

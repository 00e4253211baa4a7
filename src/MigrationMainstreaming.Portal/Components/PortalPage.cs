using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.App;

namespace MigrationMainstreaming.Portal.Components;

/// <summary>What every page does: runs acts and says what they came to. Works on static and on interactive pages.</summary>
public abstract class PortalPage : ComponentBase
{
    /// <summary>What the last act came to. The page shows it: <c>&lt;MessageNotice Message="Message" /&gt;</c>.</summary>
    protected PageMessage? Message { get; set; }

    /// <summary>The request while the page is made on the server without a circuit.</summary>
    [CascadingParameter]
    protected HttpContext? HttpContext { get; set; }

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IStringLocalizer<AppText> AppTexts { get; set; } = null!;

    [Inject]
    private IStringLocalizer<RefusalText> Refusals { get; set; } = null!;

    [Inject]
    private FlashMessages Flash { get; set; } = null!;

    /// <summary>
    /// Runs an act and says what it came to: <paramref name="done"/>, the domain's reason to refuse, or that somebody else was faster.
    /// Anything else is a fault and reaches the error page. With <paramref name="then"/> the person is led to that address
    /// and reads the message there; after a form post always give one, so that loading the page again repeats nothing.
    /// </summary>
    /// <returns>Whether the act was done.</returns>
    protected async Task<bool> RunAsync(Func<Task> act, string done, string? then = null)
    {
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            await act();
        }
        catch (DomainRuleException refusal)
        {
            Message = PageMessage.Refused(Refusals.Of(refusal.Message));
            return false;
        }
        catch (DbUpdateConcurrencyException)
        {
            Message = PageMessage.Conflict(AppTexts["Somebody else changed this in the meantime. Look at it again, then repeat what you wanted to do."]);
            return false;
        }

        Message = PageMessage.Done(done);
        if (then is not null)
        {
            Lead(then, Message);
        }

        return true;
    }

    /// <summary>A text in the reader's language, or in the nearest that there is.</summary>
    protected internal static string In(LocalText text) => text.In(Languages.Current.Code).Text;

    private void Lead(string address, PageMessage message)
    {
        if (HttpContext is null || HttpContext.Response.HasStarted)
        {
            Navigation.NavigateTo(Flash.AddTo(address, message));
        }
        else
        {
            FlashMessages.Keep(HttpContext, message);
            Navigation.NavigateTo(address);
        }
    }
}

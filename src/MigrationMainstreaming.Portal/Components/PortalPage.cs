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

    /// <summary>Whether the last act was refused because somebody had changed meanwhile what the person was shown.</summary>
    protected internal bool WasOvertaken { get; protected set; }

    /// <summary>Whether nobody knows what became of the last act: it may be sent again under the same operation id, and only so.</summary>
    protected bool IsUnknown { get; private set; }

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IStringLocalizer<AppText> AppTexts { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ActivityText> Acts { get; set; } = null!;

    [Inject]
    private ILogger<PortalPage> Log { get; set; } = null!;

    [Inject]
    private IStringLocalizer<RefusalText> Refusals { get; set; } = null!;

    [Inject]
    private FlashMessages Flash { get; set; } = null!;

    /// <summary>
    /// Runs an act and says what it came to: <paramref name="done"/>, the domain's reason to refuse, that somebody else was faster and what
    /// they did, or that the database server could not do it. Anything else is a fault and reaches the error page. With <paramref name="then"/> the person is led to that address
    /// and reads the message there; after a form post always give one, so that loading the page again repeats nothing.
    /// </summary>
    /// <returns>Whether the act was done.</returns>
    protected async Task<bool> RunAsync(Func<Task> act, string done, string? then = null)
    {
        ArgumentNullException.ThrowIfNull(act);
        (WasOvertaken, IsUnknown) = (false, false);
        try
        {
            await act();
        }
        catch (DomainRuleException refusal)
        {
            WasOvertaken = refusal.Overtaken is not null;
            var words = Refusals.Of(refusal, Acts);
            Message = WasOvertaken ? PageMessage.Conflict(words) : PageMessage.Refused(words);
            return false;
        }
        catch (DbUpdateConcurrencyException)
        {
            WasOvertaken = true;
            Message = PageMessage.Conflict(AppTexts["Somebody else changed this in the meantime. Look at it again, then repeat what you wanted to do."]);
            return false;
        }
        catch (Exception fault) when (DatabaseFault.SentenceOf(fault) is { } sentence)
        {
            Log.LogWarning(fault, "An act could not be done: {Problem}", sentence);
            IsUnknown = true;
            Message = PageMessage.Refused(AppTexts["{0} It may not be saved. What you wrote is still here: send it again.", Refusals.Of(sentence)]);
            return false;
        }

        Message = PageMessage.Done(done);
        if (then is not null)
        {
            Lead(then, Message);
        }

        return true;
    }

    /// <summary>As <see cref="RunAsync(Func{Task}, string, string?)"/>. Where the act was refused, what the page shows is read anew: the person decides on what there is now.</summary>
    protected async Task<bool> RunAsync(Func<Task> act, string done, string then, Func<Task> readAnew)
    {
        ArgumentNullException.ThrowIfNull(readAnew);
        var isDone = await RunAsync(act, done, then);
        if (!isDone && !IsUnknown)
        {
            await readAnew();
        }

        return isDone;
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

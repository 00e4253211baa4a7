using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Stands before every event of a circuit: an open tab stops acting within five seconds of its account being disabled or its session
/// ended, and at once when the circuit comes back under another person.</summary>
internal sealed class CircuitGuard : CircuitHandler
{
    private readonly CurrentUser _user;
    private readonly PersonDirectory _directory;
    private readonly NavigationManager _navigation;
    private readonly ILogger<CircuitGuard> _log;
    private SignedIn? _first;
    private bool _ended;

    // A circuit makes its handlers in its own scope, so this constructor is where a scope learns that it is one.
    public CircuitGuard(CurrentUser user, PersonDirectory directory, NavigationManager navigation, ILogger<CircuitGuard> log)
    {
        (_user, _directory, _navigation, _log) = (user, directory, navigation, log);
        user.EnterCircuit();
    }

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        _first = SignedIn.Of(await _user.PrincipalAsync());

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        if (await MayActAsync())
        {
            await next(context);
        }
    };

    private async Task<bool> MayActAsync()
    {
        if (_ended)
        {
            return false;
        }

        if (_first is null || (SignedIn.Of(await _user.PrincipalAsync()) == _first && await _directory.MayStillBeThereAsync(_first, _log)))
        {
            return true;
        }

        _ended = true;
        try
        {
            // The page loads anew, and the request finds that nobody is signed in.
            _navigation.NavigateTo(_navigation.Uri, forceLoad: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NavigationException or TaskCanceledException)
        {
            // The tab is gone already; what matters is that it acts no more.
        }

        return false;
    }
}

/// <summary>Looks again and again whether the circuit's person is still there, for tabs in which nobody does anything.</summary>
/// <remarks>An error here would sign the person out of the page, and a page that is thrown away takes what stands in its fields with it: who cannot be
/// asked about is still there.</remarks>
internal sealed class RevalidatingState(ILoggerFactory loggers, PersonDirectory directory) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private readonly ILogger _log = loggers.CreateLogger<RevalidatingState>();

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(15);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        SignedIn.Of(authenticationState.User) is { } signedIn && await directory.MayStillBeThereAsync(signedIn, _log);
}

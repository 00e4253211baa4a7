using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Portal.Components;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>How the states of a proposal look.</summary>
internal static class ProposalLook
{
    public static StatusLook Of(ProposalStatus status) => status switch
    {
        ProposalStatus.Proposed => new("review", /* StatusText */ "Proposed", "wait"),
        ProposalStatus.Taken => new("tick", /* StatusText */ "Taken", "done"),
        _ => new("dash", /* StatusText */ "Declined"),
    };
}

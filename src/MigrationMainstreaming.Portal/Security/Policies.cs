using Microsoft.AspNetCore.Authorization;

namespace MigrationMainstreaming.Portal.Security;

/// <summary>Who may enter which page. A page names a policy, never a role; what may be done there is asked of <see cref="Rights"/>.</summary>
public static class Policies
{
    /// <summary>Signed in with an account that is switched on; what every page asks that asks nothing else.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>See boards and results: everybody with a scope in a country.</summary>
    public const string SeeAssessments = nameof(SeeAssessments);

    /// <summary>Fill in a questionnaire: officials and coordinators.</summary>
    public const string AnswerAssessments = nameof(AnswerAssessments);

    /// <summary>Open, release, close, sign off: coordinators.</summary>
    public const string CoordinateAssessments = nameof(CoordinateAssessments);

    /// <summary>Read and advise: advisers, and coordinators who conclude or read along.</summary>
    public const string AdviseAssessments = nameof(AdviseAssessments);

    /// <summary>See the list of questionnaires and read published ones: everybody with a scope.</summary>
    public const string SeeTemplates = nameof(SeeTemplates);

    /// <summary>Write, translate and publish questionnaires: administrators.</summary>
    public const string EditTemplates = nameof(EditTemplates);

    /// <summary>Jurisdictions, ministries, people, frameworks: administrators.</summary>
    public const string Administer = nameof(Administer);

    /// <summary>Invite and see people: administrators everywhere, coordinators in their country.</summary>
    public const string ManagePeople = nameof(ManagePeople);

    /// <summary>Policy → the roles that it lets in; none means anybody who is signed in.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> All = new Dictionary<string, string[]>
    {
        [SignedIn] = [],
        [SeeAssessments] = [Role.Coordinator, Role.Official, Role.Adviser, Role.Observer],
        [AnswerAssessments] = [Role.Coordinator, Role.Official],
        [CoordinateAssessments] = [Role.Coordinator],
        [AdviseAssessments] = [Role.Adviser, Role.Coordinator],
        [SeeTemplates] = [Role.Administrator, Role.Coordinator, Role.Official, Role.Adviser],
        [EditTemplates] = [Role.Administrator],
        [Administer] = [Role.Administrator],
        [ManagePeople] = [Role.Administrator, Role.Coordinator],
    };
}

/// <summary>Holds a role now, as the database has it, whatever the cookie was made with.</summary>
internal sealed record ScopeRequirement(IReadOnlyList<string> Roles) : IAuthorizationRequirement;

internal sealed class ScopeRequirementHandler(CurrentUser user) : AuthorizationHandler<ScopeRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (await user.PersonAsync() is { } person && (requirement.Roles.Count == 0 || requirement.Roles.Any(person.Is)))
        {
            context.Succeed(requirement);
        }
    }
}

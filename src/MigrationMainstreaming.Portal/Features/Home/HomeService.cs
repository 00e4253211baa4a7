using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Home;

/// <summary>Gathers what waits for a person over all assessments.</summary>
public sealed class HomeService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ProgressReader progress)
{
    /// <summary>From so many days on a ministry is called silent.</summary>
    private const int SilentFrom = 14;

    /// <exception cref="Domain.DomainRuleException">Nobody is signed in.</exception>
    public async Task<HomeView> FindAsync()
    {
        var person = await user.RequiredPersonAsync();
        await using var db = await contexts.CreateDbContextAsync();
        var assessments = (await db.Assessments.AsNoTracking().Include(assessment => assessment.Sectors).ToListAsync()).FindAll(assessment => assessment.IsSeenBy(person));
        var scene = await SceneAsync(db, assessments);
        var open = assessments.FindAll(assessment => assessment.IsOpen);
        List<HomeTask> tasks =
        [
            .. open.SelectMany(assessment => assessment.SectorsSeenBy(person).Select(sector => TaskOf(person, assessment, sector, scene)).OfType<HomeTask>()),
            .. open.Where(assessment => Rights.Allows(person, Act.SignOff, assessment)).Select(assessment => new HomeTask(TaskKind.SignOff, assessment, Jurisdiction: scene.Jurisdictions[assessment.JurisdictionId])),
            .. person.IsAdministrator ? await AdministrationAsync(db, scene.Now) : [],
        ];

        var since = scene.Now.AddDays(-30);
        var done = await db.Activities.AsNoTracking().Where(activity => activity.ById == person.Id && activity.At > since).OrderByDescending(activity => activity.At).Take(8).ToListAsync();
        var sectors = assessments.SelectMany(assessment => assessment.SectorsSeenBy(person)).Select(sector => (Guid?)sector.Id).ToHashSet();
        var news = person.Is(Role.Adviser) || person.Is(Role.Coordinator)
            ? await db.Activities.AsNoTracking().Where(activity => activity.ById != person.Id && activity.At > since && (activity.SectorAssessmentId == null || sectors.Contains(activity.SectorAssessmentId)))
                .OrderByDescending(activity => activity.At).Take(8).ToListAsync()
            : [];
        return new HomeView(
            [.. tasks.OrderBy(task => task.Kind).ThenBy(task => task.DueOn ?? DateOnly.MaxValue).ThenBy(task => task.Since)],
            [.. open.SelectMany(assessment => OthersOf(person, assessment, scene))],
            Worded(done), Worded(news), person, DateOnly.FromDateTime(scene.Now.UtcDateTime));

        IReadOnlyList<DoneLately> Worded(IEnumerable<Activity> activities) =>
        [
            .. from activity in activities
               join assessment in assessments on activity.AssessmentId equals assessment.Id
               select new DoneLately(activity, assessment.Title, activity.SectorAssessmentId is { } id && scene.Counts.TryGetValue(id, out var count) ? count.Title : null),
        ];
    }

    private static HomeTask? TaskOf(Person person, Assessment assessment, SectorAssessment sector, Scene scene)
    {
        var count = scene.Counts[sector.Id];
        var task = new HomeTask(TaskKind.Begin, assessment, sector, count.Title, scene.Jurisdictions[assessment.JurisdictionId], scene.Ministries[sector.MinistryId])
        {
            Count = count.Answered,
            Asked = count.Asked,
            Since = sector.ChangedAt,
        };
        return person.IsOfficialOf(sector.MinistryId) ? OfOfficial(task, sector, scene)
            : person.Is(Role.Coordinator, assessment.CountryId) ? OfCoordinator(task, assessment, sector, count, scene)
            : person.Is(Role.Adviser, assessment.CountryId) && sector.Status == SectorStatus.InReview ? task with { Kind = TaskKind.Review }
            : null;
    }

    private static HomeTask? OfOfficial(HomeTask task, SectorAssessment sector, Scene scene) => sector.Status switch
    {
        SectorStatus.Returned => task with { Kind = TaskKind.Returned },
        SectorStatus.NotStarted => task,
        SectorStatus.InProgress when scene.TwoAnswers.TryGetValue(sector.Id, out var two) => task with { Kind = TaskKind.TwoAnswers, Count = two },
        SectorStatus.InProgress => task with { Kind = TaskKind.GoOn },
        SectorStatus.InReview when scene.ToReply.TryGetValue(sector.Id, out var asked) => task with { Kind = TaskKind.Reply, Count = asked },
        _ => null,
    };

    private static HomeTask? OfCoordinator(HomeTask task, Assessment assessment, SectorAssessment sector, SectorCount count, Scene scene)
    {
        var last = scene.LastOf(sector, assessment);
        var silent = (int)(scene.Now - last).TotalDays;
        return sector.Status switch
        {
            SectorStatus.Submitted => task with { Kind = TaskKind.Release },
            _ when count.Unconfirmed > 0 && sector.Status is not (SectorStatus.Closed or SectorStatus.Reviewed) => task with { Kind = TaskKind.Confirm, Count = count.Unconfirmed },
            _ when sector.IsOpen && silent >= SilentFrom => task with { Kind = TaskKind.Silent, SilentDays = silent, Since = last },
            _ => null,
        };
    }

    private static IEnumerable<WithOthers> OthersOf(Person person, Assessment assessment, Scene scene)
    {
        var isCoordinator = person.Is(Role.Coordinator, assessment.CountryId);
        return assessment.SectorsSeenBy(person)
            .Where(sector => sector.Status switch
            {
                SectorStatus.Submitted => !isCoordinator && person.IsOfficialOf(sector.MinistryId),
                SectorStatus.InReview => isCoordinator || (person.IsOfficialOf(sector.MinistryId) && !scene.ToReply.ContainsKey(sector.Id)),
                SectorStatus.Returned => !person.IsOfficialOf(sector.MinistryId),
                _ => false,
            })
            .Select(sector => new WithOthers(assessment, sector, scene.Counts[sector.Id].Title, scene.Ministries[sector.MinistryId]));
    }

    private async Task<Scene> SceneAsync(MainstreamingDbContext db, List<Assessment> assessments)
    {
        var ids = assessments.ConvertAll(assessment => assessment.Id);
        var sectorIds = assessments.SelectMany(assessment => assessment.Sectors).Select(sector => sector.Id).ToList();
        var lasts = await db.Activities.AsNoTracking().Where(activity => ids.Contains(activity.AssessmentId) && activity.SectorAssessmentId != null)
            .GroupBy(activity => activity.SectorAssessmentId!.Value).Select(group => new { group.Key, At = group.Max(activity => activity.At) }).ToDictionaryAsync(last => last.Key, last => last.At);
        var two = await db.SetAsideAnswers.AsNoTracking().Where(answer => sectorIds.Contains(answer.SectorAssessmentId) && answer.SettledAt == null)
            .GroupBy(answer => answer.SectorAssessmentId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(waiting => waiting.Key, waiting => waiting.Count);
        return new Scene(await db.NowAsync(), await progress.CountAsync(db, assessments),
            await db.Jurisdictions.AsNoTracking().ToDictionaryAsync(jurisdiction => jurisdiction.Id, jurisdiction => jurisdiction.Name),
            await db.Ministries.AsNoTracking().ToDictionaryAsync(ministry => ministry.Id, ministry => ministry.Name), lasts, two,
            await ToReplyAsync(db, [.. assessments.SelectMany(assessment => assessment.Sectors).Where(sector => sector.Status == SectorStatus.InReview).Select(sector => sector.Id)]));
    }

    /// <summary>How many answers the adviser asks or proposes something about, with the ministry to speak next.</summary>
    private static async Task<Dictionary<Guid, int>> ToReplyAsync(MainstreamingDbContext db, List<Guid> sectors)
    {
        var asked = (await db.ReviewComments.AsNoTracking().Where(comment => sectors.Contains(comment.SectorAssessmentId) && comment.QuestionCode != null).ToListAsync())
            .GroupBy(comment => (comment.SectorAssessmentId, comment.QuestionCode))
            .Where(thread => thread.Any(comment => comment.IsOpenQuestion) && thread.MaxBy(comment => comment.At)!.ByAdviser)
            .Select(thread => thread.Key);
        var proposed = (await db.Proposals.AsNoTracking().Where(proposal => sectors.Contains(proposal.SectorAssessmentId) && proposal.Status == ProposalStatus.Proposed).ToListAsync())
            .Select(proposal => (proposal.SectorAssessmentId, (string?)proposal.QuestionCode));
        return asked.Union(proposed).CountBy(about => about.SectorAssessmentId).ToDictionary();
    }

    private static async Task<IReadOnlyList<HomeTask>> AdministrationAsync(MainstreamingDbContext db, DateTimeOffset now)
    {
        var drafts = await db.TemplateVersions.AsNoTracking().Where(version => version.Status == TemplateStatus.Draft).ToListAsync();
        var items = (await db.Frameworks.AsNoTracking().ToListAsync()).SelectMany(framework => framework.Content.Items.Select(item => $"{framework.Code}:{item.Code}")).ToHashSet();
        var invitations = await db.Invitations.AsNoTracking().Where(invitation => invitation.AcceptedAt == null && invitation.WithdrawnAt == null).ToListAsync();
        return
        [
            .. drafts.Select(draft => new HomeTask(TaskKind.Draft, Title: draft.Content.Title) { Name = draft.Key, Version = draft.Number, Count = QuestionnaireCheck.ProblemsOf(draft.Content, items).Count, Since = draft.ChangedAt }),
            .. invitations.Where(invitation => invitation.Holds(now)).Select(invitation => new HomeTask(TaskKind.Invitation) { Name = invitation.Name, Since = invitation.InvitedAt }),
        ];
    }

    /// <summary>What the tasks are made of.</summary>
    private sealed record Scene(DateTimeOffset Now, IReadOnlyDictionary<Guid, SectorCount> Counts, Dictionary<Guid, LocalText> Jurisdictions, Dictionary<Guid, LocalText> Ministries, Dictionary<Guid, DateTimeOffset> LastActs, Dictionary<Guid, int> TwoAnswers, Dictionary<Guid, int> ToReply)
    {
        public DateTimeOffset LastOf(SectorAssessment sector, Assessment assessment)
        {
            var act = LastActs.TryGetValue(sector.Id, out var at) ? at : assessment.OpenedAt;
            return Counts[sector.Id].LastAt is { } answered && answered > act ? answered : act;
        }
    }
}

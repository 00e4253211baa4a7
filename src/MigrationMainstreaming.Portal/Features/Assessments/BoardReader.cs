using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>Puts together what a person may know of an assessment: no word of an answer.</summary>
public sealed class BoardReader(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, ProgressReader progress)
{
    /// <summary>The assessments that are there for the person, the newest first.</summary>
    public async Task<IReadOnlyList<AssessmentRow>> ListAsync()
    {
        if (await user.PersonAsync() is not { } person)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync();
        var assessments = (await db.Assessments.AsNoTracking().Include(assessment => assessment.Sectors).OrderByDescending(assessment => assessment.OpenedAt).ToListAsync())
            .FindAll(assessment => assessment.IsSeenBy(person));
        var counts = await progress.CountAsync(db, assessments);
        var names = await NamesAsync(db, assessments);
        return
        [
            .. assessments.Select(assessment =>
            {
                var sectors = assessment.SectorsSeenBy(person);
                return new AssessmentRow(assessment, names[assessment.JurisdictionId], sectors, sectors.Sum(sector => counts[sector.Id].Answered), sectors.Sum(sector => counts[sector.Id].Asked),
                    person.Is(Role.Coordinator, assessment.CountryId), Sight.SeesWhole(assessment, person));
            }),
        ];
    }

    /// <returns>The assessment; <see langword="null"/> when there is none for the person.</returns>
    public async Task<BoardView?> FindAsync(Guid assessmentId)
    {
        if (await user.PersonAsync() is not { } person)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync();
        if (await db.FindSeenAsync(assessmentId, person) is not { } assessment)
        {
            return null;
        }

        var (seen, isCoordinator) = (assessment.SectorsSeenBy(person), person.Is(Role.Coordinator, assessment.CountryId));
        var names = await NamesAsync(db, [assessment]);
        var seenIds = seen.Select(sector => (Guid?)sector.Id).ToHashSet();
        var whole = Sight.SeesWhole(assessment, person);
        var stream = await db.Activities.AsNoTracking()
            .Where(activity => activity.AssessmentId == assessmentId && (activity.SectorAssessmentId == null || seenIds.Contains(activity.SectorAssessmentId)))
            .OrderByDescending(activity => activity.At).Take(30).ToListAsync();
        return new BoardView(assessment, names[assessment.JurisdictionId], await RowsAsync(db, person, assessment, seen, isCoordinator), stream, await PeopleAsync(db, person, assessment, whole))
        {
            IsCoordinator = isCoordinator,
            IsAdviser = person.Is(Role.Adviser, assessment.CountryId),
            SeesResults = Rights.SeesSomeResults(person, assessment),
            SeesCoherence = Rights.SeesSomeProvisions(person, assessment),
            IsWhole = whole,
        };
    }

    private async Task<IReadOnlyList<BoardRow>> RowsAsync(MainstreamingDbContext db, Person person, Assessment assessment, IReadOnlyList<SectorAssessment> seen, bool isCoordinator)
    {
        var now = await db.NowAsync();
        var counts = await progress.CountAsync(db, [assessment]);
        var ministryIds = seen.Select(sector => sector.MinistryId).ToHashSet();
        var ministries = await db.Ministries.AsNoTracking().Where(ministry => ministryIds.Contains(ministry.Id)).ToDictionaryAsync(ministry => ministry.Id);
        var acts = await db.Activities.AsNoTracking().Where(activity => activity.AssessmentId == assessment.Id && activity.SectorAssessmentId != null)
            .GroupBy(activity => activity.SectorAssessmentId!.Value)
            .Select(group => group.OrderByDescending(activity => activity.At).Select(activity => new { activity.SectorAssessmentId, activity.At, activity.ByName }).First())
            .ToListAsync();
        var lastActs = acts.ToDictionary(last => last.SectorAssessmentId!.Value, last => (At: (DateTimeOffset?)last.At, (string?)last.ByName));
        return
        [
            .. seen.Select(sector =>
            {
                var count = counts[sector.Id];
                var (at, by) = lastActs.GetValueOrDefault(sector.Id);
                var (lastAt, lastBy) = count.LastAt is { } answered && (at is null || answered > at) ? (answered, count.LastByName) : (at, by);
                int? silent = isCoordinator && sector.IsOpen && assessment.IsOpen ? Math.Max(0, (int)(now - (lastAt ?? assessment.OpenedAt)).TotalDays) : null;
                return new BoardRow(sector, count, ministries[sector.MinistryId], lastAt, lastBy, silent, Rights.Allows(person, Act.SeeAnswers, sector, assessment), ActsOf(person, sector, assessment));
            }),
        ];
    }

    /// <summary>What the person may do with the sector now, on pages of this feature.</summary>
    internal static IReadOnlyList<SectorAct> ActsOf(Person person, SectorAssessment sector, Assessment assessment) =>
        person.Is(Role.Coordinator, sector.CountryId)
            ? [.. Enum.GetValues<SectorAct>().Where(act => Rights.Allows(person, RightOf(act), sector, assessment))]
            : [];

    internal static Act RightOf(SectorAct act) => act switch
    {
        SectorAct.Release => Act.Release,
        SectorAct.Return => Act.Return,
        SectorAct.Conclude => Act.Conclude,
        SectorAct.Close => Act.Close,
        SectorAct.Reopen => Act.Reopen,
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private static async Task<Dictionary<Guid, LocalText>> NamesAsync(MainstreamingDbContext db, IReadOnlyCollection<Assessment> assessments)
    {
        var ids = assessments.Select(assessment => assessment.JurisdictionId).ToHashSet();
        return await db.Jurisdictions.AsNoTracking().Where(jurisdiction => ids.Contains(jurisdiction.Id)).ToDictionaryAsync(jurisdiction => jurisdiction.Id, jurisdiction => jurisdiction.Name);
    }

    private static async Task<IReadOnlyList<BoardPerson>> PeopleAsync(MainstreamingDbContext db, Person person, Assessment assessment, bool whole)
    {
        var leads = assessment.Sectors.Select(sector => sector.MinistryId).Where(id => whole || person.IsOfficialOf(id)).ToHashSet();
        var scopes = await (from scope in db.Scopes.AsNoTracking()
                            join account in db.Users.AsNoTracking() on scope.UserId equals account.Id
                            where scope.CountryId == assessment.CountryId && account.DisabledAt == null && (scope.Until == null || scope.Until > DatabaseClock.Now())
                            select new { account.Name, account.Email, scope.Role, scope.MinistryId }).ToListAsync();
        var ministries = await db.Ministries.AsNoTracking().Where(ministry => leads.Contains(ministry.Id)).ToDictionaryAsync(ministry => ministry.Id, ministry => ministry.Name);
        return
        [
            .. scopes.Where(scope => scope.Role is Role.Coordinator or Role.Adviser || (scope.MinistryId is { } ministry && leads.Contains(ministry)))
                .Select(scope => new BoardPerson(scope.Name, scope.Role, scope.MinistryId is { } ministry ? ministries.GetValueOrDefault(ministry) : null, person.Is(Role.Coordinator, assessment.CountryId) ? scope.Email : null))
                .OrderBy(found => Array.IndexOf([Role.Coordinator, Role.Adviser, Role.Official], found.Role)).ThenBy(found => found.Name, StringComparer.CurrentCulture),
        ];
    }
}

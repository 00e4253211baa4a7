using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Coherence;

/// <summary>How ministries rate what their policies do to each other, and how the coordinator releases and settles it.</summary>
/// <remarks>Until release a ministry is given its own ratings alone: others do not leave the database for it.</remarks>
public sealed class CoherenceService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, ActRunner acts)
{
    /// <summary>The framework whose targets a matrix can be between.</summary>
    private const string TargetFramework = "sdg";

    /// <returns>The matrix; <see langword="null"/> when there is none for the reader.</returns>
    public async Task<CoherenceView?> FindAsync(Guid assessmentId)
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

        var matrix = await db.InteractionMatrices.AsNoTracking().SingleOrDefaultAsync(found => found.AssessmentId == assessmentId) ?? InteractionMatrix.Of(assessment);
        if (!Rights.SeesSomeInteractions(person, assessment, matrix.IsReleased))
        {
            return null;
        }

        var members = await MembersAsync(db, assessment, matrix);
        var seesAll = Rights.Allows(person, Act.SeeInteractions, assessment, matrix.IsReleased);
        var own = person.Ministries;
        var ratings = await db.Ratings.AsNoTracking().Where(rating => rating.MatrixId == matrix.Id && (seesAll || own.Contains(rating.MinistryId))).ToListAsync();
        var settled = seesAll ? await db.SettledRatings.AsNoTracking().Where(found => found.MatrixId == matrix.Id).ToListAsync() : [];
        var spoke = members.Select(member => member.MinistryId).Union(ratings.Select(rating => rating.MinistryId)).ToList();
        var (said, agreed) = (ratings.ToLookup(rating => (rating.From, rating.To)), settled.ToLookup(found => (found.From, found.To)));
        return new CoherenceView
        {
            Assessment = assessment,
            Matrix = matrix,
            Members = members,
            SeesAll = seesAll,
            MayRate = Rights.Allows(person, Act.RateInteractions, assessment, matrix.IsReleased),
            MaySettle = Rights.Allows(person, Act.SettleInteractions, assessment, matrix.IsReleased),
            MayChange = Rights.Allows(person, Act.ChangeMatrix, assessment, matrix.IsReleased),
            SeesResults = Rights.SeesSomeResults(person, assessment),
            IsRated = await IsRatedAsync(db, matrix),
            Ministries = await db.Ministries.AsNoTracking().Where(ministry => spoke.Contains(ministry.Id)).ToDictionaryAsync(ministry => ministry.Id, ministry => ministry.Name),
            Pairs =
            [
                .. from row in members
                   from column in members
                   where row != column
                   let side = Rights.SideOf(person, Member(row), Member(column))
                   where seesAll || side is not null
                   let pair = new InteractionPair(row.Code, column.Code, [.. said[(row.Code, column.Code)]], [.. agreed[(row.Code, column.Code)]])
                   select new CoherencePair(row, column, pair, side, pair.Ratings.FirstOrDefault(rating => rating.RaterId == person.Id)),
            ],
        };

        static MatrixMember Member(CoherenceMember member) => new(member.Code, member.MinistryId);
    }

    /// <summary>What the matrix can be between; <see langword="null"/> when the reader may not say it.</summary>
    public async Task<MatrixChoices?> ChoicesAsync(Guid assessmentId)
    {
        if (await FindAsync(assessmentId) is not { MayChange: true } view)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync();
        var items = await ItemsAsync(db);
        var ministries = await db.Ministries.AsNoTracking().Where(ministry => ministry.CountryId == view.Assessment.CountryId).OrderBy(ministry => ministry.Code).ToListAsync();
        var takingPart = TakingPart(view.Assessment);
        return new MatrixChoices(
            view,
            [.. items.Where(item => item.Kind == "goal").Select(goal => (goal, (IReadOnlyList<FrameworkItem>)[.. items.Where(item => item.Kind == "target" && item.Parent == goal.Code)]))],
            ministries.FindAll(ministry => takingPart.Contains(ministry.Id)));
    }

    /// <summary>An official says how policies of the row help or hinder the column, in place of what they said before.</summary>
    /// <param name="operationId">The form's own id.</param>
    /// <param name="assessmentId">The assessment.</param>
    /// <param name="from">The row.</param>
    /// <param name="to">The column.</param>
    /// <param name="version">The version of the own rating that the form showed; 0 for none.</param>
    /// <param name="content">What is said.</param>
    public Task<bool> RateAsync(Guid operationId, Guid assessmentId, string from, string to, int version, RatingContent content) =>
        acts.RunAsync(operationId, "rate", new { assessmentId, from, to, version, content }, async scope =>
        {
            var (matrix, rating, side, ministryId) = await OwnAsync(scope, assessmentId, from, to, version);
            if (rating is null)
            {
                rating = Rating.About(matrix, from, to, scope.Person.Author, scope.At);
                scope.Db.Ratings.Add(rating);
            }

            rating.Say(content, ministryId, side, scope.Person.Author, scope.At);
            return true;
        });

    /// <summary>The own rating counts no more; it can be put back.</summary>
    public Task<bool> WithdrawAsync(Guid operationId, Guid assessmentId, string from, string to, int version) =>
        acts.RunAsync(operationId, "rating-withdraw", new { assessmentId, from, to, version }, async scope =>
        {
            var (_, rating, _, _) = await OwnAsync(scope, assessmentId, from, to, version);
            DomainRule.Require(rating is not null, "There is no such rating.");
            rating.Withdraw(scope.At);
            return true;
        });

    /// <summary>A withdrawn rating counts again.</summary>
    public Task<bool> PutBackAsync(Guid operationId, Guid assessmentId, string from, string to, int version) =>
        acts.RunAsync(operationId, "rating-put-back", new { assessmentId, from, to, version }, async scope =>
        {
            var (_, rating, _, _) = await OwnAsync(scope, assessmentId, from, to, version);
            DomainRule.Require(rating is not null, "There is no such rating.");
            rating.PutBack(scope.At);
            return true;
        });

    /// <summary>The coordinator records what was agreed on a pair; what both sides said stays.</summary>
    /// <param name="operationId">The form's own id.</param>
    /// <param name="assessmentId">The assessment.</param>
    /// <param name="from">The row.</param>
    /// <param name="to">The column.</param>
    /// <param name="settledBefore">How often the pair was settled when the form was shown.</param>
    /// <param name="value">From −3 to +3.</param>
    /// <param name="reason">Why it came out so.</param>
    /// <param name="dissent">Who did not agree, and why.</param>
    public Task<bool> SettleAsync(Guid operationId, Guid assessmentId, string from, string to, int settledBefore, int value, string reason, string? dissent) =>
        acts.RunAsync(operationId, "settle", new { assessmentId, from, to, settledBefore, value, reason, dissent }, async scope =>
        {
            var (assessment, matrix) = await EnterAsync(scope, Act.SettleInteractions, assessmentId);
            await PairAsync(scope.Db, assessment, matrix, from, to);
            var last = await scope.Db.SettledRatings.AsNoTracking().Where(found => found.MatrixId == matrix.Id && found.From == from && found.To == to)
                .OrderByDescending(found => found.Number).FirstOrDefaultAsync();
            if ((last?.Number ?? 0) != settledBefore)
            {
                throw new DomainRuleException(ActScope.Stale) { Overtaken = last is null ? new Overtaken() : new Overtaken(last.ByName, last.At, "pair-settled") };
            }

            scope.Db.SettledRatings.Add(SettledRating.On(matrix, from, to, settledBefore, value, reason, dissent, scope.Person.Author, scope.At));
            return true;
        });

    /// <summary>The ministries of the assessment and the country's advisers may read all of it from now on; said again, it sets another day.</summary>
    public Task<bool> ReleaseAsync(Guid operationId, Guid assessmentId, int revision, DateOnly? workshopOn) =>
        acts.RunAsync(operationId, "matrix-release", new { assessmentId, revision, workshopOn }, async scope =>
        {
            var (assessment, matrix) = await ToChangeAsync(scope, assessmentId, revision);
            matrix.Release(workshopOn, scope.Person.Name, scope.At);
            scope.Db.Activities.Add(Activity.In(assessment, "matrix-released", scope.Person.Author, scope.At));
            return true;
        });

    /// <summary>The matrix is between the sectors of the assessment.</summary>
    public Task<bool> ChooseSectorsAsync(Guid operationId, Guid assessmentId, int revision) =>
        acts.RunAsync(operationId, "matrix-sectors", new { assessmentId, revision }, async scope =>
        {
            var (assessment, matrix) = await ToChangeAsync(scope, assessmentId, revision);
            matrix.BetweenSectors(await IsRatedAsync(scope.Db, matrix));
            scope.Db.Activities.Add(Activity.In(assessment, "matrix-changed", scope.Person.Author, scope.At));
            return true;
        });

    /// <summary>The matrix is between these targets, each given to a ministry of the assessment.</summary>
    public Task<bool> ChooseTargetsAsync(Guid operationId, Guid assessmentId, int revision, IReadOnlyList<MatrixMember> targets) =>
        acts.RunAsync(operationId, "matrix-targets", new { assessmentId, revision, targets }, async scope =>
        {
            var (assessment, matrix) = await ToChangeAsync(scope, assessmentId, revision);
            var items = await ItemsAsync(scope.Db);
            DomainRule.Require(targets.All(target => items.Any(item => item.Kind == "target" && item.Code == target.Code)), /* RefusalText */ "There is no such target.");
            var takingPart = TakingPart(assessment);
            DomainRule.Require(targets.All(target => takingPart.Contains(target.MinistryId)), "Give each target to a ministry of the assessment.");
            matrix.BetweenTargets([.. items.Select(item => targets.FirstOrDefault(target => target.Code == item.Code)).OfType<MatrixMember>()], await IsRatedAsync(scope.Db, matrix));
            scope.Db.Activities.Add(Activity.In(assessment, "matrix-changed", scope.Person.Author, scope.At));
            return true;
        });

    private static async Task<(Assessment, InteractionMatrix)> ToChangeAsync(ActScope scope, Guid assessmentId, int revision)
    {
        var (assessment, matrix) = await EnterAsync(scope, Act.ChangeMatrix, assessmentId);
        return matrix.Revision == revision
            ? (assessment, matrix)
            : throw await scope.OvertakenAsync(activity => activity.AssessmentId == assessmentId && (activity.Kind == "matrix-changed" || activity.Kind == "matrix-released"));
    }

    /// <summary>Locks the assessment, asks the table of rights, and gives the matrix, which the first act makes.</summary>
    private static async Task<(Assessment, InteractionMatrix)> EnterAsync(ActScope scope, Act act, Guid assessmentId)
    {
        var assessment = await scope.RequiredAsync(assessmentId);
        var matrix = await scope.Db.InteractionMatrices.SingleOrDefaultAsync(found => found.AssessmentId == assessmentId);
        DomainRule.Require(Rights.Allows(scope.Person, act, assessment, matrix?.IsReleased == true), "You may not do this here now.");
        if (matrix is null)
        {
            matrix = InteractionMatrix.Of(assessment);
            scope.Db.InteractionMatrices.Add(matrix);
        }

        return (assessment, matrix);
    }

    /// <summary>The person's own rating of a pair that is theirs to rate, as it was shown.</summary>
    private async Task<(InteractionMatrix Matrix, Rating? Rating, PairSide Side, Guid MinistryId)> OwnAsync(ActScope scope, Guid assessmentId, string from, string to, int version)
    {
        var (assessment, matrix) = await EnterAsync(scope, Act.RateInteractions, assessmentId);
        var (row, column) = await PairAsync(scope.Db, assessment, matrix, from, to);
        var side = Rights.SideOf(scope.Person, row, column);
        DomainRule.Require(side is not null, "You may not do this here now.");
        var rating = await scope.Db.Ratings.SingleOrDefaultAsync(found => found.MatrixId == matrix.Id && found.From == from && found.To == to && found.RaterId == scope.Person.Id);
        ActScope.RequireShown((rating?.Version ?? 0) == version);
        return (matrix, rating, side.Value, side == PairSide.Giving ? row.MinistryId : column.MinistryId);
    }

    private async Task<(MatrixMember Row, MatrixMember Column)> PairAsync(MainstreamingDbContext db, Assessment assessment, InteractionMatrix matrix, string from, string to)
    {
        var members = matrix.Members(await PolicySectorsAsync(db, assessment));
        var (row, column) = (members.FirstOrDefault(member => member.Code == from), members.FirstOrDefault(member => member.Code == to));
        DomainRule.Require(row is not null && column is not null && row != column, "There is no such pair in the matrix.");
        return (row, column);
    }

    private async Task<IReadOnlyList<CoherenceMember>> MembersAsync(MainstreamingDbContext db, Assessment assessment, InteractionMatrix matrix)
    {
        var members = matrix.Members(await PolicySectorsAsync(db, assessment));
        var ids = members.Select(member => member.MinistryId).ToHashSet();
        var ministries = await db.Ministries.AsNoTracking().Where(ministry => ids.Contains(ministry.Id)).ToDictionaryAsync(ministry => ministry.Id, ministry => ministry.Name);
        if (matrix.Kind == MatrixKind.Targets)
        {
            var titles = (await ItemsAsync(db)).Where(item => item.Kind == "target").ToDictionary(item => item.Code, item => item.Title, StringComparer.Ordinal);
            return [.. members.Select(member => new CoherenceMember(member.Code, titles[member.Code], member.Code, member.MinistryId, ministries[member.MinistryId]))];
        }

        var kept = await questionnaires.ReadAsync(db, [.. assessment.Sectors.Select(sector => sector.TemplateVersionId)]);
        var contents = assessment.Sectors.ToDictionary(sector => sector.TemplateKey, sector => kept[sector.TemplateVersionId].Content, StringComparer.Ordinal);
        return [.. members.Select(member => new CoherenceMember(member.Code, contents[member.Code].Title, Prefix(contents[member.Code]), member.MinistryId, ministries[member.MinistryId]))];
    }

    /// <summary>The letters that the codes of its questions begin with: <c>HEA</c> of <c>HEA-1</c>.</summary>
    private static string Prefix(Questionnaire questionnaire) => questionnaire.Questions is [var first, ..] ? first.Code.Split('-')[0] : questionnaire.Key;

    /// <summary>Official indicators measure the government as a whole and are no sectors.</summary>
    private async Task<List<SectorAssessment>> PolicySectorsAsync(MainstreamingDbContext db, Assessment assessment)
    {
        var kept = await questionnaires.ReadAsync(db, [.. assessment.Sectors.Select(sector => sector.TemplateVersionId)]);
        return [.. assessment.Sectors.Where(sector => kept[sector.TemplateVersionId].Content.Kind == QuestionnaireKind.Sector)];
    }

    private static HashSet<Guid> TakingPart(Assessment assessment) =>
        [.. assessment.Sectors.Where(sector => sector.Status != SectorStatus.Closed).Select(sector => sector.MinistryId)];

    private static async Task<bool> IsRatedAsync(MainstreamingDbContext db, InteractionMatrix matrix) =>
        await db.Ratings.AnyAsync(rating => rating.MatrixId == matrix.Id && !rating.IsWithdrawn) || await db.SettledRatings.AnyAsync(settled => settled.MatrixId == matrix.Id);

    private static async Task<IReadOnlyList<FrameworkItem>> ItemsAsync(MainstreamingDbContext db) =>
        (await db.Frameworks.AsNoTracking().SingleOrDefaultAsync(framework => framework.Code == TargetFramework))?.Content.Items ?? [];
}

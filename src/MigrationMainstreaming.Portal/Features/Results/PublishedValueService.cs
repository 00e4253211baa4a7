using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Results;

/// <summary>The history of what the United Nations published of an indicator for the country.</summary>
/// <param name="Assessment">The round from which one looks at it.</param>
/// <param name="Questionnaire">The indicator's questionnaire.</param>
/// <param name="Standing">What counts, the latest year first.</param>
/// <param name="Ended">What was corrected or taken out, the latest first.</param>
public sealed record PublishedView(Assessment Assessment, Questionnaire Questionnaire, IReadOnlyList<PublishedValue> Standing, IReadOnlyList<PublishedValue> Ended);

/// <summary>How a coordinator keeps the history of published values. It is the country's, and the same in all its rounds.</summary>
public sealed class PublishedValueService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, QuestionnaireReader questionnaires, ActRunner acts)
{
    /// <returns>The history; <see langword="null"/> when there is no such indicator that the person leads.</returns>
    public async Task<PublishedView?> FindAsync(Guid assessmentId, string indicator)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var assessment = await db.Assessments.AsNoTracking().Include(found => found.Sectors).SingleOrDefaultAsync(found => found.Id == assessmentId);
        if (await user.PersonAsync() is not { } person || assessment is null || !Rights.Allows(person, Act.RecordPublished, assessment.CountryId)
            || assessment.Sectors.FirstOrDefault(found => found.TemplateKey == indicator) is not { } sector
            || (await questionnaires.ReadAsync(db, sector.TemplateVersionId)).Content is not { Kind: QuestionnaireKind.Indicator } questionnaire)
        {
            return null;
        }

        var values = await db.PublishedValues.AsNoTracking().Where(value => value.CountryId == assessment.CountryId && value.Indicator == indicator).ToListAsync();
        return new PublishedView(assessment, questionnaire, InOrder(values.Where(value => value.Stands)), [.. values.Where(value => !value.Stands).OrderByDescending(value => value.EndedAt)]);
    }

    /// <summary>The latest year first.</summary>
    internal static IReadOnlyList<PublishedValue> InOrder(IEnumerable<PublishedValue> values) => [.. values.OrderByDescending(value => value.Figure.Year).ThenByDescending(value => value.EnteredAt)];

    /// <summary>Adds a value as it was published.</summary>
    public Task<bool> EnterAsync(Guid operationId, Guid assessmentId, string indicator, PublishedFigure figure) => DoAsync(operationId, assessmentId, indicator, "entered", figure, async scope =>
    {
        var sector = scope.Sector;
        DomainRule.Require((await questionnaires.ReadAsync(scope.Db, sector.TemplateVersionId)).Content.Kind == QuestionnaireKind.Indicator, "Published values stand beside official indicators alone.");
        scope.Db.PublishedValues.Add(PublishedValue.Enter(sector.CountryId, indicator, figure, scope.By, scope.At));
    });

    /// <summary>Puts another entry in the place of one; both stay on record.</summary>
    public Task<bool> CorrectAsync(Guid operationId, Guid assessmentId, string indicator, Guid valueId, PublishedFigure figure) => DoAsync(operationId, assessmentId, indicator, "corrected", new { valueId, figure }, async scope =>
        scope.Db.PublishedValues.Add((await StandingAsync(scope, indicator, valueId)).Correct(figure, scope.By, scope.At)));

    /// <summary>Takes one out, with the reason; it stays on record.</summary>
    public Task<bool> RemoveAsync(Guid operationId, Guid assessmentId, string indicator, Guid valueId, string? reason) => DoAsync(operationId, assessmentId, indicator, "removed", new { valueId, reason }, async scope =>
        (await StandingAsync(scope, indicator, valueId)).Remove(reason, scope.By, scope.At));

    private static async Task<PublishedValue> StandingAsync(Scene scene, string indicator, Guid valueId)
    {
        var value = await scene.Db.PublishedValues.SingleOrDefaultAsync(value => value.Id == valueId && value.CountryId == scene.Sector.CountryId && value.Indicator == indicator);
        DomainRule.Require(value is not null, "This value is no longer there.");
        ActScope.RequireShown(value.Stands);
        return value;
    }

    private Task<bool> DoAsync(Guid operationId, Guid assessmentId, string indicator, string kind, object said, Func<Scene, Task> tell) =>
        acts.RunAsync(operationId, $"published-{kind}", new { assessmentId, indicator, said }, async scope =>
        {
            var assessment = await scope.RequiredAsync(assessmentId);
            var sector = assessment.Sectors.FirstOrDefault(found => found.TemplateKey == indicator);
            DomainRule.Require(sector is not null && Rights.Allows(scope.Person, Act.RecordPublished, assessment.CountryId), "You may not do this here now.");
            await tell(new Scene(scope.Db, sector, scope.Person.Author, scope.At));
            scope.Db.Activities.Add(Activity.In(sector, $"published-{kind}", scope.Person.Author, scope.At));
            return true;
        });

    private sealed record Scene(MainstreamingDbContext Db, SectorAssessment Sector, Author By, DateTimeOffset At);
}

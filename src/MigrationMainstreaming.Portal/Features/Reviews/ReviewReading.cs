using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Components.Questions;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Reviews;

/// <summary>Puts together what one person may read of a review.</summary>
internal sealed class ReviewReading(MainstreamingDbContext db, QuestionnaireReader questionnaires, Person person)
{
    public async Task<ReviewView?> FindAsync(Guid assessmentId, string sectorKey)
    {
        var assessment = await db.Assessments.AsNoTracking().Include(assessment => assessment.Sectors).SingleOrDefaultAsync(assessment => assessment.Id == assessmentId);
        if (assessment?.Sectors.FirstOrDefault(sector => sector.TemplateKey == sectorKey) is not { } sector)
        {
            return null;
        }

        var released = await db.Submissions.AsNoTracking().Where(submission => submission.SectorAssessmentId == sector.Id && submission.ReleasedAt != null)
            .OrderByDescending(submission => submission.Number).Take(2).ToListAsync();
        var mayRead = Rights.Allows(person, Act.SeeSubmission, sector, assessment, releasedBefore: released.Count > 0);
        var isAdviser = person.Is(Role.Adviser, sector.CountryId);
        if (!mayRead && !(isAdviser && Rights.Allows(person, Act.SeeProgress, sector, assessment)))
        {
            return null;
        }

        var profile = await db.Jurisdictions.AsNoTracking().Where(jurisdiction => jurisdiction.Id == assessment.JurisdictionId).Select(jurisdiction => jurisdiction.Profile).SingleAsync();
        var ministry = await db.Ministries.AsNoTracking().Where(ministry => ministry.Id == sector.MinistryId).Select(ministry => ministry.Name).SingleAsync();
        var current = await CurrentAsync(sector);
        var questionnaire = (await questionnaires.ReadAsync(db, sector.TemplateVersionId)).Content;
        var progress = SectorProgress.Of(questionnaire, profile, current.Select(answer => KeyValuePair.Create(answer.Key, answer.Value.Content)));
        var view = new ReviewView
        {
            Assessment = assessment,
            Sector = sector,
            Questionnaire = questionnaire,
            Reading = new Reading(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, questionnaire.SourceLanguage, profile),
            Ministry = ministry,
            Answered = progress.AnsweredCount,
            Asked = progress.AskedCount,
            May = ReviewRights.None,
        };
        return !mayRead || released.Count == 0 ? view : await FillAsync(view, released, current, !isAdviser);
    }

    /// <summary>The ministry's answers as they stand, by question.</summary>
    private async Task<Dictionary<string, Answer>> CurrentAsync(SectorAssessment sector)
    {
        var answers = await db.Answers.AsNoTracking().Where(answer => answer.SectorAssessmentId == sector.Id).ToListAsync();
        return answers.GroupBy(answer => answer.QuestionCode).ToDictionary(group => group.Key, group => group.OrderByDescending(answer => answer.MinistryId == sector.MinistryId).First(), StringComparer.Ordinal);
    }

    private async Task<ReviewView> FillAsync(ReviewView view, List<Submission> released, Dictionary<string, Answer> current, bool ofTheCountry)
    {
        var (submission, previous) = (released[0], released.ElementAtOrDefault(1));
        var sector = view.Sector;

        // While released, answers change by taken proposals alone; once the ministry works again, only what it handed over is read.
        var read = sector.IsReleased
            ? current.ToDictionary(answer => answer.Key, answer => ReadAnswer.Of(answer.Value), StringComparer.Ordinal)
            : Answers(submission);
        var before = previous is null ? null : Answers(previous);
        var questionnaire = sector.IsReleased || submission.TemplateVersionId == sector.TemplateVersionId
            ? view.Questionnaire
            : (await questionnaires.ReadAsync(db, submission.TemplateVersionId)).Content;
        var asked = SectorProgress.Of(questionnaire, view.Reading.Profile, read.Select(answer => KeyValuePair.Create(answer.Key, answer.Value.Content)));
        var comments = await db.ReviewComments.AsNoTracking().Where(comment => comment.SectorAssessmentId == sector.Id).OrderBy(comment => comment.At).ToListAsync();
        var proposals = await db.Proposals.AsNoTracking().Where(proposal => proposal.SectorAssessmentId == sector.Id).OrderBy(proposal => proposal.At).ToListAsync();
        var reviews = await db.Reviews.AsNoTracking().Where(review => review.SectorAssessmentId == sector.Id).OrderBy(review => review.SubmissionNumber).ToListAsync();
        return view with
        {
            Questionnaire = questionnaire,
            Answered = asked.AnsweredCount,
            Asked = asked.AskedCount,
            May = RightsIn(view),
            Submission = submission,
            Previous = previous,
            Reviews = reviews,
            Observations = [.. comments.Where(comment => comment.QuestionCode is null)],
            Sections =
            [
                .. questionnaire.Sections.Select(section => new ReviewedSection(section, [.. section.Questions.Where(IsShown).Select(Reviewed)]))
                    .Where(section => section.Questions.Count > 0),
            ],
        };

        bool IsShown(Question question) =>
            asked.IsAsked(question.Code) || comments.Exists(comment => comment.QuestionCode == question.Code) || proposals.Exists(proposal => proposal.QuestionCode == question.Code);

        ReviewedQuestion Reviewed(Question question)
        {
            var (now, then) = (read.GetValueOrDefault(question.Code), before?.GetValueOrDefault(question.Code));
            return new ReviewedQuestion(question, now, then, before is null ? null : AnswerChange.Between(then, now),
                [.. comments.Where(comment => comment.QuestionCode == question.Code)], [.. proposals.Where(proposal => proposal.QuestionCode == question.Code)])
            {
                CurrentVersion = sector.IsReleased || ofTheCountry ? current.GetValueOrDefault(question.Code)?.Version ?? 0 : 0,
            };
        }
    }

    private ReviewRights RightsIn(ReviewView view)
    {
        return new ReviewRights(May(Act.Ask), May(Act.Comment), May(Act.Propose), May(Act.SettleProposal), May(Act.Return), May(Act.Conclude));

        bool May(Act act) => Rights.Allows(person, act, view.Sector, view.Assessment);
    }

    private static Dictionary<string, ReadAnswer> Answers(Submission submission) =>
        submission.Answers.ToDictionary(answer => answer.QuestionCode, ReadAnswer.Of, StringComparer.Ordinal);
}

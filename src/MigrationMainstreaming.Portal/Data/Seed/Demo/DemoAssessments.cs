using System.Text.Json;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data.Acts;

namespace MigrationMainstreaming.Portal.Data.Seed.Demo;

/// <summary>The people and ministries of one fictional country.</summary>
/// <param name="Country">The country.</param>
/// <param name="Ministries">Template key → the ministry that leads it.</param>
/// <param name="Officials">Template key → the official who answers it.</param>
/// <param name="Coordinator">The national coordinator.</param>
/// <param name="Adviser">The adviser with a grant.</param>
internal sealed record DemoCountry(Jurisdiction Country, IReadOnlyDictionary<string, Ministry> Ministries, IReadOnlyDictionary<string, Author> Officials, Author Coordinator, Author Adviser);

/// <summary>Fictional assessments in different states, so that every screen of a trial has something to show. Development only.</summary>
/// <remarks>They are made by the same verbs as real ones; only the clock is turned back.</remarks>
internal sealed class DemoAssessments(MainstreamingDbContext db, DemoCountry demo, IReadOnlyDictionary<string, TemplateVersion> versions, DateTimeOffset now)
{
    private static readonly Dictionary<string, Dictionary<string, DemoAnswer>> Answers = ReadAnswers();

    /// <summary>What two ministries have said about their pairs: sector that speaks, row, column, value, policies, reason.</summary>
    private static readonly (string By, string From, string To, int Value, string Policies, string Reason)[] Ratings =
    [
        ("health", "health", "employment", 2, "Occupational Health Act 2016, section 9", "Screening at the workplace keeps seasonal workers able to work."),
        ("health", "employment", "health", -2, "Foreign Workers Act 2017, section 6", "Permits last nine months; health cover begins after twelve."),
        ("health", "health", "education", 2, "School Health Decree 2020", "Vaccination at school asks for no residence card."),
        ("health", "health", "security", -1, "Patients’ Rights Decree 12/2021, article 9", "Confidentiality limits what may be reported."),
        ("health", "security", "health", -3, "Border Act 2008, section 41", "Patients stay away for fear of a check."),
        ("health", "social-protection", "health", 2, "Social Assistance Act 2018, section 22", "Subsidised contributions bring families into cover."),
        ("employment", "employment", "health", 1, "Foreign Workers Act 2017, section 6", "Employers pay a contribution for each permit."),
        ("employment", "health", "employment", 1, "Occupational Health Act 2016, section 9", "Checks are useful, but take two working days."),
        ("employment", "employment", "education", 1, "Skills Strategy 2030, chapter 4", "Recognition of skills feeds the training offer."),
        ("employment", "education", "employment", 3, "Vocational Training Act 2015", "Without training places there is no skilled work."),
        ("employment", "security", "employment", -2, "Border Act 2008, section 17", "Workers who change employer lose their residence."),
    ];

    /// <summary>One assessment signed off, and one at work with sectors in every state.</summary>
    public void AddFirstCountry()
    {
        AddSignedOff();
        AddAtWork();
    }

    /// <summary>One assessment that was opened this week; the second sector has begun.</summary>
    public void AddSecondCountry()
    {
        var opened = now.AddDays(-4);
        var assessment = Open("Coastal Federation 2026", "2026", opened, dueInDays: 90);
        foreach (var key in versions.Keys.Where(demo.Ministries.ContainsKey))
        {
            Add(assessment, key, opened);
        }

        var health = assessment.Sectors.First(sector => sector.TemplateKey == "health");
        Answer(health, opened.AddDays(1), take: 3);
    }

    private void AddSignedOff()
    {
        var opened = now.AddDays(-790);
        var assessment = Open("Demo Republic 2024", "2024", opened, dueInDays: 120);
        string[] keys = ["health", "education", "employment", "social-protection", "governance", "immigration", "rural", "sdg-10-7-2"];
        foreach (var key in keys.Where(versions.ContainsKey))
        {
            var sector = Add(assessment, key, opened);
            if (key == "rural")
            {
                sector.Close("The ministry was being merged and could not contribute in this round.", demo.Coordinator.Name, opened.AddDays(130));
                Did(sector, "closed", demo.Coordinator, opened.AddDays(130));
                continue;
            }

            Answer(sector, opened.AddDays(20), shift: 3);
            Submit(sector, opened.AddDays(60));
            Release(sector, opened.AddDays(63));
            Conclude(sector, opened.AddDays(85));
        }

        assessment.Follow();
        var signedAt = opened.AddDays(140);
        assessment.SignOff(new Signature("Amara Venn", "Secretary to the Cabinet", DateOnly.FromDateTime(signedAt.UtcDateTime), null, signedAt, demo.Coordinator.Name));
        db.ResultSnapshots.Add(ResultSnapshot.OfSignOff(assessment, 1, demo.Country.Profile, [.. assessment.Sectors.Where(sector => sector.Status != SectorStatus.Closed).Select(SourceOf)], signedAt));
        db.Activities.Add(Activity.In(assessment, "signed-off", demo.Coordinator, signedAt));
    }

    private void AddAtWork()
    {
        var opened = now.AddDays(-48);
        var assessment = Open("Demo Republic 2026", "2026", opened, dueInDays: 70);
        var sectors = versions.Keys.Where(demo.Ministries.ContainsKey).ToDictionary(key => key, key => Add(assessment, key, opened));

        // In progress: health is open to its ministry, with most of it answered.
        AnswerSome("health", 6, 30);
        AnswerSome("gender", 4, 20);
        AnswerSome("finance", 7, 12);
        AnswerSome("security", 2, 33);
        AnswerSome("foreign-affairs", 9, 6);
        AnswerSome("sdg-10-7-2", 18, 9);

        // Submitted, with the coordinator.
        HandIn("social-protection", answeredDay: 14, submittedDay: 44);
        HandIn("statistics", answeredDay: 20, submittedDay: 46);

        // With the adviser: a question, a proposal and an observation wait.
        if (HandIn("employment", answeredDay: 8, submittedDay: 30) is { } employment)
        {
            Release(employment, opened.AddDays(32));
            Ask(employment, "EMP-2", "Recruiters in two provinces still charge for medical tests. Does the rule cover such fees? Please cite the article.", opened.AddDays(36));
            Propose(employment, "EMP-6", new AnswerValue.Chosen("partial"), "The plan of 2025 names two of the five sectors in which many migrants work.", opened.AddDays(37));
            Observe(employment, "EMP-4", "The joint committee with the largest partner country has not met since 2023.", opened.AddDays(37));
        }

        if (HandIn("governance", answeredDay: 6, submittedDay: 24) is { } governance)
        {
            Release(governance, opened.AddDays(25));
            Conclude(governance, opened.AddDays(38));
        }

        if (HandIn("immigration", answeredDay: 7, submittedDay: 26) is { } immigration)
        {
            Release(immigration, opened.AddDays(27));
            Conclude(immigration, opened.AddDays(41));
        }

        // Returned by the adviser with a question that waits for its ministry.
        if (HandIn("education", answeredDay: 10, submittedDay: 28) is { } education)
        {
            Release(education, opened.AddDays(29));
            Ask(education, "EDU-1", "Two districts ask for a residence card at enrolment. Is the rule applied there? Please name the instruction to schools.", opened.AddDays(39));
            Propose(education, "EDU-3", new AnswerValue.Chosen("partial"), "The budget line of 2026 covers the capital and one province.", opened.AddDays(39));
            education.Return("One answer needs its source, and one may be higher than practice allows.", demo.Adviser.Name, opened.AddDays(40));
            Did(education, "returned", demo.Adviser, opened.AddDays(40), ("reason", education.Reason!));
            db.Reviews.Local.First(review => review.SectorAssessmentId == education.Id).End(ReviewOutcome.Returned, education.Reason, demo.Adviser.Name, opened.AddDays(40));
        }

        Rate(assessment, sectors, opened.AddDays(33));

        // A silent ministry, closed by the coordinator.
        if (sectors.TryGetValue("urban", out var urban))
        {
            urban.Close("No contribution after three reminders; the association of municipalities will take part in the next round.", demo.Coordinator.Name, opened.AddDays(45));
            Did(urban, "closed", demo.Coordinator, opened.AddDays(45), ("reason", urban.Reason!));
        }

        void AnswerSome(string key, int take, int day)
        {
            if (sectors.TryGetValue(key, out var sector))
            {
                Answer(sector, opened.AddDays(day), take);
            }
        }

        SectorAssessment? HandIn(string key, int answeredDay, int submittedDay)
        {
            if (!sectors.TryGetValue(key, out var sector))
            {
                return null;
            }

            Answer(sector, opened.AddDays(answeredDay));
            Submit(sector, opened.AddDays(submittedDay));
            return sector;
        }
    }

    private void Rate(Assessment assessment, Dictionary<string, SectorAssessment> sectors, DateTimeOffset at)
    {
        var matrix = InteractionMatrix.Of(assessment);
        db.InteractionMatrices.Add(matrix);
        foreach (var (by, from, to, value, policies, reason) in Ratings.Where(rating => sectors.ContainsKey(rating.From) && sectors.ContainsKey(rating.To)))
        {
            var rating = Domain.Coherence.Rating.About(matrix, from, to, demo.Officials[by], at);
            rating.Say(new RatingContent(value, policies, reason), demo.Ministries[by].Id, from == by ? PairSide.Giving : PairSide.Receiving, demo.Officials[by], at);
            db.Ratings.Add(rating);
        }
    }

    private Assessment Open(string title, string cycle, DateTimeOffset at, int dueInDays)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var assessment = Assessment.Open(demo.Country, new AssessmentTerms(title, cycle, day.AddDays(-8), day.AddDays(dueInDays), "en", ReleaseMode.ByHand), at);
        db.Assessments.Add(assessment);
        db.Activities.Add(Activity.In(assessment, "opened", demo.Coordinator, at));
        return assessment;
    }

    private SectorAssessment Add(Assessment assessment, string key, DateTimeOffset at)
    {
        var sector = assessment.Add(key, versions[key].Id, demo.Ministries[key].Id);
        Did(sector, "added", demo.Coordinator, at);
        return sector;
    }

    /// <summary>Answers the questions that are asked, the first <paramref name="take"/> of them or all.</summary>
    private void Answer(SectorAssessment sector, DateTimeOffset at, int take = int.MaxValue, int shift = 0)
    {
        var questionnaire = versions[sector.TemplateKey].Content;
        var given = Answers[sector.TemplateKey];
        var by = demo.Officials[sector.TemplateKey];
        var asked = SectorProgress.Of(questionnaire, demo.Country.Profile, []).Asked;
        sector.Begin(at);
        foreach (var (question, index) in asked.Take(take).Select((question, index) => (question, index)))
        {
            var content = given.TryGetValue(question.Code, out var planned) ? planned.ContentFor(question, shift) : AnswerContent.Empty;
            if (content.Value is null)
            {
                continue;
            }

            var answer = Domain.Assessments.Answer.To(sector, question);
            db.Answers.Add(answer);
            db.AnswerRevisions.Add(answer.Record(question, content, 0, by, AnswerOrigin.Typed, Guid.CreateVersion7(), at.AddHours(index * 3)));
            if (content.Value is AnswerValue.NotApplicable && shift > 0)
            {
                answer.ConfirmNotApplicable(at.AddDays(2));
            }
        }
    }

    private void Submit(SectorAssessment sector, DateTimeOffset at)
    {
        var by = demo.Officials[sector.TemplateKey];
        var number = sector.Submit(at);
        var clearance = new Clearance("Ilan Sorrel", "Director-General", DateOnly.FromDateTime(at.UtcDateTime), null);
        var submission = Submission.Of(sector, number, clearance, AnswersOf(sector), by, at);
        db.Submissions.Add(submission);
        db.ResultSnapshots.Add(ResultSnapshot.Of(sector, SnapshotAct.Submission, number, demo.Country.Profile, SnapshotSource.Of(versions[sector.TemplateKey], submission, sector.MinistryId), at));
        Did(sector, "submitted", by, at, ("number", "1"));
    }

    private void Release(SectorAssessment sector, DateTimeOffset at)
    {
        var submission = db.Submissions.Local.First(submission => submission.SectorAssessmentId == sector.Id);
        sector.Release(at);
        submission.Release(demo.Coordinator.Name, at);
        db.Reviews.Add(Review.Of(submission, at));
        Did(sector, "released", demo.Coordinator, at);
    }

    private void Conclude(SectorAssessment sector, DateTimeOffset at)
    {
        sector.Conclude(at);
        db.ResultSnapshots.Add(ResultSnapshot.Of(sector, SnapshotAct.Conclusion, sector.SubmissionCount, demo.Country.Profile, SourceOf(sector), at));
        db.Reviews.Local.First(review => review.SectorAssessmentId == sector.Id).End(ReviewOutcome.Concluded, null, demo.Adviser.Name, at);
        Did(sector, "concluded", demo.Adviser, at);
    }

    private IEnumerable<Answer> AnswersOf(SectorAssessment sector) => db.Answers.Local.Where(answer => answer.SectorAssessmentId == sector.Id);

    private SnapshotSource SourceOf(SectorAssessment sector) => SnapshotSource.Of(versions[sector.TemplateKey], AnswersOf(sector), sector.MinistryId);

    private void Ask(SectorAssessment sector, string questionCode, string text, DateTimeOffset at) =>
        db.ReviewComments.Add(ReviewComment.On(sector, questionCode, CommentKind.Question, text, demo.Adviser, byAdviser: true, at));

    private void Observe(SectorAssessment sector, string questionCode, string text, DateTimeOffset at) =>
        db.ReviewComments.Add(ReviewComment.On(sector, questionCode, CommentKind.Observation, text, demo.Adviser, byAdviser: true, at));

    private void Propose(SectorAssessment sector, string questionCode, AnswerValue value, string reason, DateTimeOffset at)
    {
        var question = versions[sector.TemplateKey].Content.Find(questionCode)!;
        var answer = db.Answers.Local.FirstOrDefault(answer => answer.SectorAssessmentId == sector.Id && answer.QuestionCode == questionCode);
        if (answer is not null)
        {
            db.Proposals.Add(Proposal.On(sector, question, answer.Version, value, reason, demo.Adviser, at));
        }
    }

    private void Did(SectorAssessment sector, string kind, Author by, DateTimeOffset at, params IEnumerable<(string Name, string Text)> args) =>
        db.Activities.Add(Activity.In(sector, kind, by, at, args));

    private static Dictionary<string, Dictionary<string, DemoAnswer>> ReadAnswers()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "Seed", "Demo", "answers.json"));
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, DemoAnswer>>>(file, QuestionnaireJson.Options)!;
    }

    /// <summary>A planned answer of the trial data.</summary>
    private sealed record DemoAnswer(AnswerValue Value, string? Source = null, string? Comment = null)
    {
        /// <summary>The content; in an earlier round (<paramref name="shift"/> above 0) every so many answers stood one step lower.</summary>
        public AnswerContent ContentFor(Question question, int shift)
        {
            var value = shift > 0 && question.Code.Sum(letter => letter) % shift == 0 && Value is AnswerValue.LawAndPractice ? new AnswerValue.LawAndPractice("partial", "absent") : Value;
            var source = Source ?? (question.DemandsEvidence(value) ? "National legislation in force, collection of 2024" : null);
            return new AnswerContent(value, Comment, source);
        }
    }
}

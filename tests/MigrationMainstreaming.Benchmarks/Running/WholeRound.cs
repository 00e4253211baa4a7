using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Benchmarks.Running;

/// <summary>One round with all seventeen sectors as they ship, every question answered, and beside them so much of the measured questionnaire that it
/// has more than 400 answers; every pair of sectors is rated by one side.</summary>
internal static class WholeRound
{
    private const string Title = "Every sector";
    private const string Email = "coordinator@benchmark.example";
    private const int MeasuredSections = 13;

    public static async Task AddAsync(MainstreamingDbContext db, Jurisdiction country, TemplateVersion measured, DateTimeOffset now, CancellationToken cancellation)
    {
        var user = new User { Id = Guid.CreateVersion7(), UserName = Email, NormalizedUserName = Email.ToUpperInvariant(), Email = Email, NormalizedEmail = Email.ToUpperInvariant(), Name = "Coordinator", SecurityStamp = Guid.NewGuid().ToString("N"), CreatedAt = now };
        db.Users.Add(user);
        db.Scopes.Add(GrantedScope.Of(user.Id, "coordinator", country.Id, null, null, "Benchmark", now));
        db.Sessions.Add(new Session(Guid.CreateVersion7(), user.Id, now));
        var (by, today) = (new Author(user.Id, user.Name), DateOnly.FromDateTime(now.UtcDateTime));
        var assessment = Assessment.Open(country, new AssessmentTerms(Title, "2026", today, today.AddDays(90), "en", ReleaseMode.ByHand), now);
        db.Assessments.Add(assessment);
        var versions = await db.TemplateVersions.Where(version => version.Status == TemplateStatus.Published && version.Key != measured.Key).ToListAsync(cancellation);
        var sectors = versions.Where(version => version.Content.Kind == QuestionnaireKind.Sector).ToList();
        foreach (var version in sectors.Append(measured))
        {
            var ministry = Ministry.Of(country, $"round-{version.Key}", new LocalText("en", $"Ministry of {version.Key}"));
            db.Ministries.Add(ministry);
            var sector = assessment.Add(version.Key, version.Id, ministry.Id);
            sector.Begin(now);
            var questions = version.Key == measured.Key ? version.Content.Sections.Take(MeasuredSections).SelectMany(section => section.Questions) : version.Content.Questions;
            foreach (var (question, turn) in questions.Select((question, turn) => (question, turn)))
            {
                if (ValueFor(question, turn) is { } value)
                {
                    var answer = Answer.To(sector, question);
                    db.Answers.Add(answer);
                    db.AnswerRevisions.Add(answer.Record(question, new AnswerContent(value, null, "Act 12 of 2019"), 0, by, AnswerOrigin.Typed, Guid.CreateVersion7(), now));
                }
            }
        }

        var matrix = InteractionMatrix.Of(assessment);
        db.InteractionMatrices.Add(matrix);
        foreach (var (from, to, turn) in sectors.SelectMany((one, row) => sectors.Where(other => other != one).Select((other, column) => (one.Key, other.Key, row + column))))
        {
            var rating = Rating.About(matrix, from, to, by, now);
            rating.Say(new RatingContent((turn % 7) - 3, "Act 12 of 2019", "Measured."), assessment.Sectors.First(sector => sector.TemplateKey == from).MinistryId, PairSide.Giving, by, now);
            db.Ratings.Add(rating);
        }
    }

    /// <summary>The coordinator, and the round.</summary>
    public static async Task<IReadOnlyList<(User User, Guid Session, Guid AssessmentId)>> CoordinatorAsync(ContextSource contexts)
    {
        await using var look = contexts.CreateFor(DataAccess.None with { Platform = true });
        var countries = (await look.Jurisdictions.Select(jurisdiction => jurisdiction.Id).ToListAsync()).ToHashSet();
        await using var db = contexts.CreateFor(new DataAccess(null, countries, Platform: true));
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Email == Email) ?? throw new UsageException("There is no round with every sector yet: run the command prepare.");
        var session = await db.Sessions.AsNoTracking().Where(session => session.UserId == user.Id).Select(session => session.Id).FirstAsync();
        return [(user, session, await db.Assessments.Where(assessment => assessment.Title == Title).Select(assessment => assessment.Id).SingleAsync())];
    }

    private static AnswerValue? ValueFor(Question question, int turn) => question.Type switch
    {
        _ when !question.EarnsMarks => null,
        MultipleChoice(var options) => new AnswerValue.ChosenMany([.. options.Where(option => !option.Exclusive).Take(1 + (turn % 3)).Select(option => option.Code)]),
        _ => BenchmarkQuestionnaire.Answer(question, turn),
    };
}

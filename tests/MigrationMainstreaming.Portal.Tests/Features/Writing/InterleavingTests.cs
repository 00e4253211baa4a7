using System.Collections.Concurrent;
using System.Text;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Questions;
using MigrationMainstreaming.Domain.Questions.Types;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Features.Assessments;
using MigrationMainstreaming.Portal.Features.Templates;
using MigrationMainstreaming.Portal.Security;
using MigrationMainstreaming.Portal.Tests.Data;

namespace MigrationMainstreaming.Portal.Tests.Features.Writing;

/// <summary>Two and three writers on one answer in every order that can be thought up: at once and one after the other, on versions of now and of
/// long ago, sent twice, and arriving when nobody waits for them any more. Nothing acknowledged is lost, nothing is overwritten unseen, nothing
/// is done twice.</summary>
public sealed class InterleavingTests(DemoFixture database) : IClassFixture<DemoFixture>
{
    private const int Interleavings = 1000;

    private enum Deed
    {
        /// <summary>Sees the newest version.</summary>
        Look,

        /// <summary>Writes on top of what was seen last.</summary>
        Write,

        /// <summary>Writes too, but the line holds it back until everybody else is done.</summary>
        WriteLate,

        /// <summary>Sends something once more that was sent before, by whomever.</summary>
        SendAgain,

        /// <summary>Of two answers, chooses the own one.</summary>
        KeepMine,

        /// <summary>Of two answers, chooses the other.</summary>
        TakeTheirs,
    }

    [Fact]
    public async Task Answers_OfTwoAndThreeWriters_InAnyInterleaving_AreNeitherLostNorOverwrittenNorDoubled()
    {
        var people = new[] { new PortalTestContext(database), new PortalTestContext(database), new PortalTestContext(database) };
        try
        {
            var place = await RoundAsync(people);
            var question = 0;
            var (saved, asides, repeated) = (0, 0, 0);
            await Gen.Select(Gen.Int[2, 3], Gen.Select(Gen.Int[0, 2], Gen.Enum<Deed>(), Gen.Bool, Gen.Int[0, 3]).Array[3, 9]).SampleAsync(async (writers, steps) =>
            {
                // A question of its own for each, which nobody has answered: the first answer is the hardest.
                var here = place with { Question = $"Q{(Interlocked.Increment(ref question) % Interleavings) + 1}" };
                var play = new Play(people, here, (await HistoryAsync(people[0], here)).Revisions.Count);
                await play.RunAsync([.. steps.Select(step => (step.Item1 % writers, step.Item2, step.Item3, step.Item4))]);
                await CheckAsync(people[0], here, play);
                Interlocked.Add(ref saved, play.Sent.Count(sent => sent.Outcome is AnswerOutcome.Saved));
                Interlocked.Add(ref asides, play.Sent.Count(sent => sent.Outcome is AnswerOutcome.TwoAnswers));
                Interlocked.Add(ref repeated, play.Sent.GroupBy(sent => sent.Write.Key).Count(group => group.Count() > 1));
            }, iter: Interleavings, threads: 4);

            // What was generated is what was meant: all three kinds happened by the hundred.
            Assert.True(saved > 500 && asides > 200 && repeated > 200, $"{saved} saved, {asides} set aside, {repeated} sent twice.");
        }
        finally
        {
            foreach (var person in people)
            {
                await person.DisposeAsync();
            }
        }
    }

    private static async Task CheckAsync(PortalTestContext portal, AnswerPlace place, Play play)
    {
        var (answer, revisions, asides, operations) = await HistoryAsync(portal, place);

        // The history is a chain: each version names the one before, which its author was shown, and the last one stands.
        Assert.Equal(Enumerable.Range(1, revisions.Count), revisions.Select(revision => revision.Version));
        Assert.All(revisions, revision => Assert.Equal(revision.Version - 1, revision.BasedOn));
        Assert.Equal((revisions.Count, revisions.LastOrDefault()?.Comment), (answer?.Version ?? 0, answer?.Comment));
        var made = revisions.Skip(play.First).ToList();
        foreach (var revision in made)
        {
            var write = play.Sent.First(sent => sent.Write.Key == revision.OperationId).Write;
            Assert.Equal((write.BasedOn, write.Text), (revision.BasedOn, revision.Comment));
        }

        // Each operation is done once: it stands in the history, or aside for somebody to choose, and never in both.
        Assert.Equal(made.Count, made.Select(revision => revision.OperationId).Distinct().Count());
        Assert.Equal(play.Sent.Where(sent => !sent.Write.IsChoiceOfTheirs && !sent.Write.FoundNothing).Select(sent => sent.Write.Key).Distinct().Order(),
            made.Select(revision => revision.OperationId).Concat(asides.Select(aside => aside.Id)).Where(play.Knows).Order());
        Assert.Equal(operations.Count, operations.Distinct().Count());

        // What was acknowledged is what stands, and a repeated operation is told the same.
        foreach (var sent in play.Sent.Where(sent => sent.Write is { IsChoiceOfTheirs: false }))
        {
            if (sent.Outcome is AnswerOutcome.Saved(var version, _))
            {
                Assert.Equal((sent.Write.Key, sent.Write.Text), (revisions[version - 1].OperationId, revisions[version - 1].Comment));
            }
            else if (sent.Outcome is AnswerOutcome.TwoAnswers)
            {
                Assert.Equal(sent.Write.Text, asides.Single(aside => aside.Id == sent.Write.Key).Comment);
            }
            else
            {
                Assert.True(sent.Write.Settles is not null, $"{sent.Outcome}");
            }
        }

        // Who chose the own one of two answers is on record with the choice.
        Assert.All(asides.Where(aside => aside.Kept == true), aside => Assert.Contains(play.Sent, sent => sent.Write.Settles == aside.Id && sent.Outcome is AnswerOutcome.Saved));
    }

    private static async Task<(Answer? Answer, List<AnswerRevision> Revisions, List<SetAsideAnswer> Asides, List<Guid> Operations)> HistoryAsync(PortalTestContext portal, AnswerPlace place)
    {
        await using var db = await portal.ContextAsync();
        var answer = await db.Answers.AsNoTracking().SingleOrDefaultAsync(answer => answer.QuestionCode == place.Question && db.SectorAssessments.Any(sector => sector.Id == answer.SectorAssessmentId && sector.AssessmentId == place.AssessmentId));
        if (answer is null)
        {
            return (null, [], [], []);
        }

        var revisions = await db.AnswerRevisions.AsNoTracking().Where(revision => revision.AnswerId == answer.Id).OrderBy(revision => revision.Version).ToListAsync();
        var asides = await db.SetAsideAnswers.AsNoTracking().Where(aside => aside.SectorAssessmentId == answer.SectorAssessmentId && aside.QuestionCode == place.Question).ToListAsync();
        var keys = revisions.ConvertAll(revision => revision.OperationId);
        return (answer, revisions, asides, await db.Operations.AsNoTracking().Where(operation => keys.Contains(operation.Id)).Select(operation => operation.Id).ToListAsync());
    }

    /// <summary>A round of the demo country with a thousand questions, and three people who may answer them.</summary>
    private static async Task<AnswerPlace> RoundAsync(PortalTestContext[] people)
    {
        var portal = people[0];
        await portal.SignInAsync("admin@demo.example");
        var templates = portal.Get<TemplateService>();
        var content = Drafting.NewQuestionnaire("interleavings", "en", "Interleavings", null, QuestionnaireKind.Sector, "All") with
        {
            Sections = [new Section { Code = "A", Title = new LocalText("en", "All"), Questions = [.. Enumerable.Range(1, Interleavings).Select(number => new Question { Code = $"Q{number}", Text = new LocalText("en", $"Question {number}?"), Type = new FreeText() })] }],
        };
        await templates.DraftOfAsync(Guid.NewGuid(), content, isNew: true);
        var draft = (await templates.FindAsync("interleavings", 1))!;
        await templates.PublishAsync(Guid.NewGuid(), draft.Version.Id, draft.Stamp, "First.");
        await using var db = portal.Everything();
        var health = await db.SectorAssessments.AsNoTracking().FirstAsync(sector => sector.TemplateKey == "health" && db.Assessments.Any(assessment => assessment.Id == sector.AssessmentId && assessment.Title == "Demo Republic 2026"));
        var jurisdiction = await db.Jurisdictions.SingleAsync(jurisdiction => jurisdiction.Id == health.CountryId);
        var ministry = await db.Ministries.SingleAsync(ministry => ministry.Id == health.MinistryId);
        await portal.AddPersonAsync("third@demo.example", Role.Official, jurisdiction, ministry);
        await portal.SignInAsync("coordinator@demo.example");
        var round = await portal.Get<AssessmentService>().OpenAsync(Guid.NewGuid(), jurisdiction.Id, new AssessmentTerms("Interleavings", "2027", new DateOnly(2026, 11, 1), null, "en", ReleaseMode.ByHand), [new ChosenQuestionnaire("interleavings", ministry.Id)]);
        await people[1].SignInAsync("health@demo.example");
        await people[2].SignInAsync("third@demo.example");
        return new AnswerPlace(round, "interleavings", "Q1");
    }

    /// <summary>One operation as it left its writer.</summary>
    private sealed record Write(int Writer, Guid Key, int BasedOn, Guid? Settles = null, bool IsChoiceOfTheirs = false)
    {
        public string Text => $"{Key}";

        /// <summary>Whether it settled two answers that somebody else had settled before, and so said nothing.</summary>
        public bool FoundNothing { get; set; }
    }

    /// <summary>One interleaving: who does what, and the ledger of what they were told, kept outside the portal.</summary>
    private sealed class Play(PortalTestContext[] people, AnswerPlace place, int first)
    {
        private readonly int[] _seen = [first, first, first];
        private readonly (Guid Aside, int Standing)?[] _two = new (Guid, int)?[3];
        private readonly ConcurrentQueue<(Write Write, AnswerOutcome Outcome)> _sent = new();
        private readonly List<Write> _composed = [];
        private int _acknowledged = first;

        /// <summary>The version of before.</summary>
        public int First { get; } = first;

        public IReadOnlyCollection<(Write Write, AnswerOutcome Outcome)> Sent => _sent;

        public bool Knows(Guid key) => _composed.Exists(write => write.Key == key);

        public async Task RunAsync(IReadOnlyList<(int Writer, Deed Deed, bool AtOnce, int Pause)> steps)
        {
            var (underWay, late) = (new List<Task>(), new List<Write>());
            foreach (var (writer, deed, atOnce, pause) in steps)
            {
                if (!atOnce)
                {
                    await Task.WhenAll(underWay);
                    underWay.Clear();
                }

                switch (deed)
                {
                    case Deed.Look:
                        underWay.Add(LookAsync(writer));
                        break;
                    case Deed.Write:
                        underWay.Add(SendAsync(Compose(new Write(writer, Guid.NewGuid(), _seen[writer])), pause));
                        break;
                    case Deed.WriteLate:
                        late.Add(Compose(new Write(writer, Guid.NewGuid(), _seen[writer])));
                        break;
                    case Deed.SendAgain when _composed.Count > 0:
                        underWay.Add(SendAsync(_composed[pause % _composed.Count], pause));
                        break;
                    case Deed.KeepMine when _two[writer] is { } two:
                        underWay.Add(SendAsync(Compose(new Write(writer, Guid.NewGuid(), two.Standing, two.Aside)), pause));
                        break;
                    case Deed.TakeTheirs when _two[writer] is { } two:
                        underWay.Add(SendAsync(new Write(writer, two.Aside, two.Standing, IsChoiceOfTheirs: true), pause));
                        break;
                }
            }

            await Task.WhenAll(underWay);

            // What the line held back arrives at last: two of them at once, and the first of all once more.
            await Task.WhenAll(late.Concat(_composed.Take(1)).Select(write => SendAsync(write, 0)));
        }

        private Write Compose(Write write)
        {
            _composed.Add(write);
            return write;
        }

        private async Task LookAsync(int writer)
        {
            var atLeast = Volatile.Read(ref _acknowledged);
            await using var db = await people[writer].ContextAsync();
            var version = await db.Answers.Where(answer => answer.QuestionCode == place.Question && db.SectorAssessments.Any(sector => sector.Id == answer.SectorAssessmentId && sector.AssessmentId == place.AssessmentId)).Select(answer => answer.Version).SingleOrDefaultAsync();
            Assert.True(version >= atLeast, $"Version {atLeast} was acknowledged, and {version} is read.");
            _seen[writer] = version;
        }

        private async Task SendAsync(Write write, int pause)
        {
            if (pause > 1)
            {
                await Task.Delay(pause);
            }

            var answers = people[write.Writer].Get<AnswerService>();
            var outcome = write.IsChoiceOfTheirs ? await answers.TakeStandingAsync(place, write.Key, write.BasedOn)
                : await answers.RecordAsync(place, AnswerChange.Read(Encoding.UTF8.GetBytes(write.Settles is { } settles ? $$"""{ "comment": "{{write.Text}}", "settles": "{{settles}}" }""" : $$"""{ "comment": "{{write.Text}}" }""")), write.BasedOn, write.Key);
            switch (outcome)
            {
                case AnswerOutcome.Saved(var version, _):
                    _seen[write.Writer] = Math.Max(_seen[write.Writer], version);
                    _two[write.Writer] = write.Settles is not null || write.IsChoiceOfTheirs ? null : _two[write.Writer];
                    for (var known = Volatile.Read(ref _acknowledged); known < version; known = Volatile.Read(ref _acknowledged))
                    {
                        Interlocked.CompareExchange(ref _acknowledged, version, known);
                    }

                    break;
                case AnswerOutcome.TwoAnswers(var current):
                    _two[write.Writer] = (write.Key, current.Version);
                    break;
                case AnswerOutcome.ChosenAlready:
                    // Settled before, by a choice that was sent at the same time.
                    write.FoundNothing = true;
                    _two[write.Writer] = null;
                    break;
                default:
                    Assert.Fail($"{write}: {outcome}");
                    break;
            }

            _sent.Enqueue((write, outcome));
        }
    }
}

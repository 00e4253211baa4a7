using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Security;

namespace MigrationMainstreaming.Portal.Features.Assessments;

/// <summary>How a coordinator opens an assessment, hands it out and changes it.</summary>
public sealed class AssessmentService(IDbContextFactory<MainstreamingDbContext> contexts, CurrentUser user, BoardReader boards, QuestionnaireReader questionnaires, ActRunner acts)
{
    /// <summary>What the person chooses from; <see langword="null"/> when there is no jurisdiction that they lead, or not this one.</summary>
    public async Task<OpeningView?> OpeningAsync(Guid? jurisdictionId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var jurisdictions = await LedAsync(db);
        var chosen = jurisdictionId is null ? jurisdictions.FirstOrDefault() : jurisdictions.Find(jurisdiction => jurisdiction.Id == jurisdictionId);
        if (chosen is null)
        {
            return null;
        }

        // Each questionnaire as it was led last, for a round need not take up all of them.
        var led = await db.Assessments.AsNoTracking().Where(assessment => assessment.JurisdictionId == chosen.Id)
            .OrderBy(assessment => assessment.OpenedAt).SelectMany(assessment => assessment.Sectors, (_, sector) => new { sector.TemplateKey, sector.MinistryId }).ToListAsync();
        var leads = led.GroupBy(sector => sector.TemplateKey).ToDictionary(sectors => sectors.Key, sectors => sectors.Last().MinistryId);
        return new OpeningView(jurisdictions, chosen, await MinistriesAsync(db, chosen.CountryId), await ChoicesAsync(db), leads);
    }

    /// <summary>Opens an assessment with the latest published version of each questionnaire; returns its id.</summary>
    public Task<Guid> OpenAsync(Guid operationId, Guid jurisdictionId, AssessmentTerms terms, IReadOnlyList<ChosenQuestionnaire> chosen) =>
        acts.RunAsync(operationId, "open", new { jurisdictionId, terms, chosen }, async scope =>
        {
            var jurisdiction = await scope.Db.Jurisdictions.SingleOrDefaultAsync(found => found.Id == jurisdictionId);
            DomainRule.Require(jurisdiction is not null && Rights.Allows(scope.Person, Act.OpenAssessment, jurisdiction.CountryId), "You may not open an assessment here.");
            DomainRule.Require(chosen.Count > 0, "Choose at least one questionnaire and the ministry that leads it.");
            var assessment = Assessment.Open(jurisdiction, terms, scope.At);
            scope.Db.Assessments.Add(assessment);
            scope.Db.Activities.Add(Activity.In(assessment, "opened", scope.Person.Author, scope.At));
            foreach (var questionnaire in chosen)
            {
                await AddAsync(scope, assessment, questionnaire);
            }

            return assessment.Id;
        });

    /// <summary>What can be changed; <see langword="null"/> when there is no such assessment that the person leads.</summary>
    public async Task<SettingsView?> SettingsAsync(Guid assessmentId)
    {
        if (await boards.FindAsync(assessmentId) is not { IsCoordinator: true } board)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync();
        var there = board.Assessment.Sectors.Select(sector => sector.TemplateKey).ToHashSet();
        return new SettingsView(board, await MinistriesAsync(db, board.Assessment.CountryId), [.. (await ChoicesAsync(db)).Where(choice => !there.Contains(choice.Key))]);
    }

    /// <summary>Changes title, dates, language and the way of release.</summary>
    public Task<bool> ChangeAsync(Guid operationId, Guid assessmentId, int revision, AssessmentTerms terms) =>
        acts.RunAsync(operationId, "change", new { assessmentId, revision, terms }, async scope =>
        {
            var assessment = await ToChangeAsync(scope, assessmentId, revision);
            assessment.Change(terms);
            scope.Db.Activities.Add(Activity.In(assessment, "changed", scope.Person.Author, scope.At));
            return true;
        });

    /// <summary>Adds a questionnaire to a running assessment.</summary>
    public Task<bool> AddAsync(Guid operationId, Guid assessmentId, int revision, ChosenQuestionnaire chosen) =>
        acts.RunAsync(operationId, "add", new { assessmentId, revision, chosen }, async scope =>
        {
            await AddAsync(scope, await ToChangeAsync(scope, assessmentId, revision), chosen);
            return true;
        });

    /// <summary>Takes a questionnaire out on which nobody has begun.</summary>
    public Task<bool> RemoveAsync(Guid operationId, Guid assessmentId, int revision, string sectorKey) =>
        acts.RunAsync(operationId, "remove", new { assessmentId, revision, sectorKey }, async scope =>
        {
            var assessment = await ToChangeAsync(scope, assessmentId, revision);
            var sector = SectorOf(assessment, sectorKey);
            DomainRule.Require(!await scope.Db.Answers.AnyAsync(answer => answer.SectorAssessmentId == sector.Id), "Work on this sector has begun: close it with a reason instead.");
            assessment.Remove(sector);
            scope.Db.Activities.Add(Activity.In(assessment, "removed", scope.Person.Author, scope.At, ("sector", sectorKey)));
            return true;
        });

    /// <summary>Another ministry leads a sector; what was answered goes with it.</summary>
    public Task<bool> ChangeLeadAsync(Guid operationId, Guid assessmentId, string sectorKey, int sectorRevision, Guid ministryId) =>
        acts.RunAsync(operationId, "lead", new { assessmentId, sectorKey, sectorRevision, ministryId }, async scope =>
        {
            var assessment = await scope.RequiredAsync(assessmentId);
            var sector = SectorOf(assessment, sectorKey);
            scope.Require(Act.Assign, sector, assessment);
            await scope.RequireShownAsync(sector.Revision == sectorRevision, assessment, sector);
            var ministry = await MinistryAsync(scope.Db, assessment.CountryId, ministryId);
            var before = sector.MinistryId;
            if (before == ministryId)
            {
                return true;
            }

            sector.LedBy(ministryId);
            await scope.Db.Answers.Where(answer => answer.SectorAssessmentId == sector.Id && answer.MinistryId == before)
                .ExecuteUpdateAsync(set => set.SetProperty(answer => answer.MinistryId, ministryId));
            scope.Db.Activities.Add(Activity.In(sector, "lead-changed", scope.Person.Author, scope.At, ("ministry", ministry.Name.In(assessment.Language).Text)));
            return true;
        });

    /// <summary>The country profile; <see langword="null"/> when the person leads none, or not this one.</summary>
    public async Task<ProfileView?> ProfileAsync(Guid? jurisdictionId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var led = await LedAsync(db);
        var chosen = jurisdictionId is null ? led.FirstOrDefault() : led.Find(jurisdiction => jurisdiction.Id == jurisdictionId);
        var frameworks = await db.Frameworks.AsNoTracking().OrderBy(framework => framework.Code).ToListAsync();
        return chosen is null ? null : new ProfileView(chosen, frameworks.ConvertAll(framework => framework.Content), [.. led.Where(jurisdiction => jurisdiction.Id != chosen.Id)]);
    }

    /// <summary>Says what kind of country it is and which frameworks it uses; running assessments follow.</summary>
    public Task<bool> SetProfileAsync(Guid operationId, Guid jurisdictionId, string shown, IReadOnlyList<string> ticks, IReadOnlyList<string> frameworks) =>
        acts.RunAsync(operationId, "profile", new { jurisdictionId, shown, ticks, frameworks }, async scope =>
        {
            await scope.Db.Database.ExecuteSqlAsync($"select 1 from jurisdictions where id = {jurisdictionId} for update");
            var jurisdiction = await scope.Db.Jurisdictions.SingleOrDefaultAsync(found => found.Id == jurisdictionId);
            DomainRule.Require(jurisdiction is not null && Rights.Allows(scope.Person, Act.SetProfile, jurisdiction.CountryId), "You may not do this here now.");
            if (ProfileState.Of(jurisdiction) != shown)
            {
                var rounds = scope.Db.Assessments.Where(assessment => assessment.JurisdictionId == jurisdictionId).Select(assessment => assessment.Id);
                throw await scope.OvertakenAsync(activity => activity.Kind == "profile-changed" && rounds.Contains(activity.AssessmentId));
            }

            var known = await scope.Db.Frameworks.Select(framework => framework.Code).ToListAsync();
            DomainRule.Require(frameworks.All(known.Contains), "There is no such framework.");
            jurisdiction.SetProfile(CountryProfile.Of(ticks));
            jurisdiction.SwitchFrameworks([.. known.Where(frameworks.Contains).Order(StringComparer.Ordinal)]);
            var running = await scope.Db.Assessments.Where(assessment => assessment.JurisdictionId == jurisdictionId && (assessment.Status == AssessmentStatus.Open || assessment.Status == AssessmentStatus.Reviewed)).ToListAsync();
            scope.Db.Activities.AddRange(running.Select(assessment => Activity.In(assessment, "profile-changed", scope.Person.Author, scope.At)));
            return true;
        });

    internal static SectorAssessment SectorOf(Assessment assessment, string sectorKey) =>
        assessment.Sectors.FirstOrDefault(sector => sector.TemplateKey == sectorKey) ?? throw new DomainRuleException("This questionnaire is not part of the assessment.");

    private static async Task<Assessment> ToChangeAsync(ActScope scope, Guid assessmentId, int revision)
    {
        var assessment = await scope.RequiredAsync(assessmentId);
        scope.Require(Act.ChangeAssessment, assessment);
        await scope.RequireShownAsync(assessment.Revision == revision, assessment);
        return assessment;
    }

    private static async Task AddAsync(ActScope scope, Assessment assessment, ChosenQuestionnaire chosen)
    {
        await MinistryAsync(scope.Db, assessment.CountryId, chosen.MinistryId);
        var version = await scope.Db.TemplateVersions.Where(found => found.Key == chosen.Key && found.Status == TemplateStatus.Published)
            .OrderByDescending(found => found.Number).Select(found => (Guid?)found.Id).FirstOrDefaultAsync();
        DomainRule.Require(version is not null, "This questionnaire has no published version.");
        var sector = assessment.Add(chosen.Key, version.Value, chosen.MinistryId);
        scope.Db.Entry(sector).State = EntityState.Added;
        scope.Db.Activities.Add(Activity.In(sector, "added", scope.Person.Author, scope.At));
    }

    private static async Task<Ministry> MinistryAsync(MainstreamingDbContext db, Guid countryId, Guid ministryId) =>
        await db.Ministries.AsNoTracking().SingleOrDefaultAsync(found => found.Id == ministryId && found.CountryId == countryId) ?? throw new DomainRuleException("Choose a ministry of this country.");

    private async Task<List<Jurisdiction>> LedAsync(MainstreamingDbContext db)
    {
        var person = await user.PersonAsync();
        var led = await db.Jurisdictions.AsNoTracking().OrderBy(jurisdiction => jurisdiction.Level).ThenBy(jurisdiction => jurisdiction.Code).ToListAsync();
        return person is null ? [] : led.FindAll(jurisdiction => Rights.Allows(person, Act.OpenAssessment, jurisdiction.CountryId));
    }

    private static Task<List<Ministry>> MinistriesAsync(MainstreamingDbContext db, Guid countryId) =>
        db.Ministries.AsNoTracking().Where(ministry => ministry.CountryId == countryId).OrderBy(ministry => ministry.Code).ToListAsync();

    private async Task<IReadOnlyList<QuestionnaireChoice>> ChoicesAsync(MainstreamingDbContext db) =>
    [
        .. (await questionnaires.InUseAsync(db))
            .Select(kept => new QuestionnaireChoice(kept.Content.Key, kept.VersionId, kept.Content.Version, kept.Content.Title, kept.Content.Lead, kept.Content.Kind == QuestionnaireKind.Indicator))
            .OrderBy(choice => choice.IsIndicator).ThenBy(choice => choice.Title.In("en").Text, StringComparer.Ordinal),
    ];
}

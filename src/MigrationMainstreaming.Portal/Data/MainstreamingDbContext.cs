using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Coherence;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reviews;
using MigrationMainstreaming.Domain.Scoring;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Domain.Yardsticks;
using MigrationMainstreaming.Portal.Data.Accounts;
using MigrationMainstreaming.Portal.Data.Acts;
using MigrationMainstreaming.Portal.Data.Configurations;

namespace MigrationMainstreaming.Portal.Data;

/// <summary>The database, as one person sees it.</summary>
/// <remarks>
/// <para>
/// Make one per act with <see cref="IDbContextFactory{TContext}"/> (its <c>CreateDbContextAsync</c>): that context carries the countries
/// of the person who asks. A context that is injected directly sees platform tables alone; it is there for ASP.NET Core Identity.
/// </para>
/// <para>Two walls stand around a country: the query filter <see cref="CountryFilter"/>, and row-level security in the database,
/// which reads what <see cref="CountryWallInterceptor"/> sets at each opening of a connection.</para>
/// </remarks>
public sealed class MainstreamingDbContext(DbContextOptions<MainstreamingDbContext> options) : IdentityUserContext<User, Guid>(options), IDataProtectionKeyContext
{
    /// <summary>The name of the query filter that is the first wall.</summary>
    public const string CountryFilter = "country";

    /// <summary>For whom this context reads and writes.</summary>
    public DataAccess Access { get; init; } = DataAccess.None;

    public DbSet<Jurisdiction> Jurisdictions => Set<Jurisdiction>();
    public DbSet<Ministry> Ministries => Set<Ministry>();
    public DbSet<Assessment> Assessments => Set<Assessment>();
    public DbSet<SectorAssessment> SectorAssessments => Set<SectorAssessment>();
    public DbSet<Answer> Answers => Set<Answer>();
    public DbSet<AnswerRevision> AnswerRevisions => Set<AnswerRevision>();
    public DbSet<SetAsideAnswer> SetAsideAnswers => Set<SetAsideAnswer>();
    public DbSet<Submission> Submissions => Set<Submission>();
    public DbSet<Review> Reviews => Set<Review>();
    public DbSet<ReviewComment> ReviewComments => Set<ReviewComment>();
    public DbSet<Proposal> Proposals => Set<Proposal>();
    public DbSet<Scenario> Scenarios => Set<Scenario>();
    public DbSet<CrosswalkDecision> CrosswalkDecisions => Set<CrosswalkDecision>();
    public DbSet<PublishedValue> PublishedValues => Set<PublishedValue>();
    public DbSet<NationalPlan> NationalPlans => Set<NationalPlan>();
    public DbSet<NationalPlanRevision> NationalPlanRevisions => Set<NationalPlanRevision>();
    public DbSet<ResultSnapshot> ResultSnapshots => Set<ResultSnapshot>();
    public DbSet<InteractionMatrix> InteractionMatrices => Set<InteractionMatrix>();
    public DbSet<Rating> Ratings => Set<Rating>();
    public DbSet<SettledRating> SettledRatings => Set<SettledRating>();
    public DbSet<AttachedFile> AttachedFiles => Set<AttachedFile>();
    public DbSet<TemplateVersion> TemplateVersions => Set<TemplateVersion>();
    public DbSet<TemplateTexts> TemplateTexts => Set<TemplateTexts>();
    public DbSet<RuleSetVersion> RuleSetVersions => Set<RuleSetVersion>();
    public DbSet<HitComment> HitComments => Set<HitComment>();
    public DbSet<HitSettlement> HitSettlements => Set<HitSettlement>();
    public DbSet<FrameworkRecord> Frameworks => Set<FrameworkRecord>();
    public DbSet<GrantedScope> Scopes => Set<GrantedScope>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Operation> Operations => Set<Operation>();
    public DbSet<Activity> Activities => Set<Activity>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The countries as the query filter takes them.</summary>
    internal IEnumerable<Guid> Countries => Access.Countries;

    internal bool SeesPlatform => Access.Platform;

    internal Guid? UserId => Access.UserId;

    protected override Version SchemaVersion => IdentitySchemaVersions.Version2;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(MainstreamingDbContext).Assembly);
        builder.NameIdentityTables();
        builder.AddWalls(this);
        builder.AddClock();
    }
}

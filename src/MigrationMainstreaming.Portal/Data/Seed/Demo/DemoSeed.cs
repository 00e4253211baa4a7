using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MigrationMainstreaming.Domain.Assessments;
using MigrationMainstreaming.Domain.Jurisdictions;
using MigrationMainstreaming.Domain.Reference;
using MigrationMainstreaming.Domain.Templates;
using MigrationMainstreaming.Portal.Data.Accounts;

namespace MigrationMainstreaming.Portal.Data.Seed.Demo;

/// <summary>Two fictional countries with their people, for trying out. Development only; runs once in a database.</summary>
public static class DemoSeed
{
    /// <summary>The password of all demo accounts; the sign-in page says so in Development.</summary>
    public const string Password = "demo-portal-2030";

    /// <summary>The accounts that the sign-in page names, each with what it is for.</summary>
    public static readonly IReadOnlyList<(string Email, string Role)> Shown =
    [
        ("coordinator@demo.example", "coordinator"),
        ("health@demo.example", "official"),
        ("labour@demo.example", "official"),
        ("adviser@demo.example", "adviser"),
        ("admin@demo.example", "administrator"),
        ("coordinator@other.example", "coordinator"),
    ];

    /// <summary>Code, which is also the account's name → the official, the names of the ministry, the questionnaires that it leads.</summary>
    private static readonly DemoMinistry[] Ministries =
    [
        new("health", "Mira Talen", new("Ministry of Health", "Ministère de la Santé", "وزارة الصحة"), ["health"]),
        new("education", "Joren Abade", new("Ministry of Education", "Ministère de l’Éducation", "وزارة التعليم"), ["education"]),
        new("labour", "Selma Orrin", new("Ministry of Labour", "Ministère du Travail", "وزارة العمل"), ["employment"]),
        new("social", "Tomas Iriel", new("Ministry of Social Affairs", "Ministère des Affaires sociales", "وزارة الشؤون الاجتماعية"), ["social-protection"]),
        new("justice", "Leila Marsk", new("Ministry of Justice", "Ministère de la Justice", "وزارة العدل"), ["governance"]),
        new("interior", "Pavo Denn", new("Ministry of the Interior", "Ministère de l’Intérieur", "وزارة الداخلية"), ["security"]),
        new("agriculture", "Nadia Verro", new("Ministry of Agriculture", "Ministère de l’Agriculture", "وزارة الزراعة"), ["rural"]),
        new("urban", "Ruben Calis", new("Ministry of Housing and Cities", "Ministère du Logement et des Villes", "وزارة الإسكان والمدن"), ["urban"]),
        new("economy", "Ines Batur", new("Ministry of Economy", "Ministère de l’Économie", "وزارة الاقتصاد"), ["private-sector"]),
        new("environment", "Karim Lowen", new("Ministry of Environment", "Ministère de l’Environnement", "وزارة البيئة"), ["environment"]),
        new("finance", "Dora Femi", new("Ministry of Finance", "Ministère des Finances", "وزارة المالية"), ["finance"]),
        new("women", "Aiko Sundar", new("Ministry of Women and Equality", "Ministère de la Femme et de l’Égalité", "وزارة المرأة والمساواة"), ["gender"]),
        new("foreign", "Milan Ocher", new("Ministry of Foreign Affairs", "Ministère des Affaires étrangères", "وزارة الخارجية"), ["foreign-affairs"]),
        new("statistics", "Hana Riel", new("National Statistics Office", "Institut national de la statistique", "المكتب الوطني للإحصاء"), ["statistics"]),
        new("integration", "Oskar Teane", new("Department of Integration", "Direction de l’Intégration", "إدارة الاندماج"), ["cohesion"]),
        new("return", "Zara Molin", new("Agency for Return and Reintegration", "Agence du retour et de la réintégration", "وكالة العودة وإعادة الإدماج"), ["return"]),
        new("immigration", "Idris Kaul", new("Immigration Department", "Direction de l’Immigration", "إدارة الهجرة"), ["immigration", "sdg-10-7-2"]),
    ];

    /// <summary>Makes countries, ministries, people and their assessments, unless the first account is there already.</summary>
    public static async Task PutIntoAsync(ContextSource contexts, DateTimeOffset now, CancellationToken cancellation = default)
    {
        await using (var look = contexts.CreateFor(DataAccess.None))
        {
            if (await look.Users.AnyAsync(user => user.NormalizedEmail == "COORDINATOR@DEMO.EXAMPLE", cancellation))
            {
                return;
            }
        }

        // The database keeps microseconds: what is stored as JSON shall say the same as its columns.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var first = Jurisdiction.NewCountry("DR", Named("Demo Republic", "République Démo", "جمهورية ديمو"));
        first.SetProfile(CountryProfile.Of("origin", "destination", "transit", "coastal", "hazard"));
        first.WorkIn(["en", "fr", "ar"]);
        var second = Jurisdiction.NewCountry("CF", Named("Coastal Federation", "Fédération côtière", "الاتحاد الساحلي"));
        second.SetProfile(CountryProfile.Of("origin", "federal", "coastal"));
        second.WorkIn(["en"]);

        await using var db = contexts.CreateFor(new DataAccess(null, new HashSet<Guid> { first.Id, second.Id }, Platform: true));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var people = new People(db, now);
        db.Jurisdictions.AddRange(first, second);
        people.Add("admin@demo.example", "Alba Renn", "administrator");
        var adviser = people.Add("adviser@demo.example", "Noor Hadley", "adviser", first, until: now.AddYears(1));
        var one = AddCountry(people, first, "demo.example", "Sanna Weir", adviser);
        var other = AddCountry(people, second, "other.example", "Emil Corvo", adviser);
        await db.SaveChangesAsync(cancellation);

        var versions = await db.TemplateVersions.Where(version => version.Status == TemplateStatus.Published).ToListAsync(cancellation);
        var latest = versions.GroupBy(version => version.Key).ToDictionary(group => group.Key, group => group.MaxBy(version => version.Number)!);
        new DemoAssessments(db, one, latest, now).AddFirstCountry();
        new DemoAssessments(db, other, latest, now).AddSecondCountry();
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static DemoCountry AddCountry(People people, Jurisdiction country, string host, string coordinator, Author adviser)
    {
        var ministries = new Dictionary<string, Ministry>();
        var officials = new Dictionary<string, Author>();
        foreach (var planned in Ministries)
        {
            var ministry = Ministry.Of(country, planned.Code, planned.Names.Text);
            people.Add(ministry);
            var official = people.Add($"{planned.Code}@{host}", planned.Official, "official", country, ministry);
            foreach (var key in planned.Leads)
            {
                (ministries[key], officials[key]) = (ministry, official);
            }
        }

        return new DemoCountry(country, ministries, officials, people.Add($"coordinator@{host}", coordinator, "coordinator", country), adviser);
    }

    private static LocalText Named(string english, string french, string arabic) => new Names(english, french, arabic).Text;

    private sealed record Names(string English, string French, string Arabic)
    {
        public LocalText Text => new([new("en", English), new("fr", French), new("ar", Arabic)]);
    }

    private sealed record DemoMinistry(string Code, string Official, Names Names, string[] Leads);

    /// <summary>Adds accounts, all with the one demo password, hashed once: a start should not take longer for it.</summary>
    private sealed class People(MainstreamingDbContext db, DateTimeOffset now)
    {
        private readonly string _hash = new PasswordHasher<User>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 220_000 })).HashPassword(new User(), Password);

        public void Add(Ministry ministry) => db.Ministries.Add(ministry);

        public Author Add(string email, string name, string role, Jurisdiction? country = null, Ministry? ministry = null, DateTimeOffset? until = null)
        {
            var user = new User
            {
                Id = Guid.CreateVersion7(),
                UserName = email,
                NormalizedUserName = email.ToUpperInvariant(),
                Email = email,
                NormalizedEmail = email.ToUpperInvariant(),
                EmailConfirmed = true,
                Name = name,
                PasswordHash = _hash,
                SecurityStamp = Guid.NewGuid().ToString("N"),
                CreatedAt = now,
            };
            db.Users.Add(user);
            db.Scopes.Add(GrantedScope.Of(user.Id, role, country?.Id, ministry?.Id, until, "Demo", now));
            return new Author(user.Id, name);
        }
    }
}

namespace MigrationMainstreaming.Portal.App;

/// <summary>Every address of the portal. Pages link through these methods, so that an address is written down once.</summary>
public static class Links
{
    /// <summary>What waits for the person who is signed in.</summary>
    public static string Home() => "/";

    /// <summary>All assessments that the person may see.</summary>
    public static string Assessments() => "/assessments";

    /// <summary>The form that opens a new assessment.</summary>
    public static string NewAssessment() => "/assessments/new";

    /// <summary>One assessment: its sectors, ministries and what holds it up.</summary>
    public static string Assessment(Guid assessment) => $"/assessments/{assessment}";

    /// <summary>The dates, people and questionnaires of one assessment.</summary>
    public static string Settings(Guid assessment) => $"{Assessment(assessment)}/settings";

    /// <summary>What kind of country this is, and which frameworks it uses.</summary>
    public static string Profile(Guid? jurisdiction = null) => "/assessments/profile" + (jurisdiction is null ? "" : $"?jurisdiction={jurisdiction}");

    /// <summary>The country's own development plan.</summary>
    public static string NationalPlan(Guid? country = null) => "/assessments/national-plan" + (country is null ? "" : $"?country={country}");

    /// <summary>Which questions bear on the country's plan, one sector at a time.</summary>
    public static string NationalPlanLinks(Guid country, string? sector = null) => $"/assessments/national-plan/links?country={country}" + (sector is null ? "" : $"&sector={Segment(sector)}");

    /// <summary>Where the signatory of an assessment is recorded.</summary>
    public static string SignOff(Guid assessment) => $"{Assessment(assessment)}/sign-off";

    /// <summary>A file that is kept with an assessment.</summary>
    public static string File(Guid assessment, Guid file) => $"{Assessment(assessment)}/files/{file}";

    /// <summary>The page that asks again before something is done with a sector.</summary>
    public static string SectorAct(Guid assessment, string sector, string act) => $"{Sector(assessment, sector)}/act/{Segment(act)}";

    /// <summary>The results of one assessment.</summary>
    public static string Results(Guid assessment) => $"{Assessment(assessment)}/results";

    /// <summary>The results of one sector of an assessment.</summary>
    public static string Results(Guid assessment, string sector) => $"{Results(assessment)}#{Segment(sector)}";

    /// <summary>What has changed since an earlier cycle or submission.</summary>
    public static string Changes(Guid assessment) => $"{Results(assessment)}/changes";

    /// <summary>The scenarios of one assessment: what other answers would come to.</summary>
    public static string Scenarios(Guid assessment) => $"{Assessment(assessment)}/scenarios";

    /// <summary>One scenario.</summary>
    public static string Scenario(Guid assessment, Guid scenario) => $"{Scenarios(assessment)}/{scenario}";

    /// <summary>One assessment as a file that can be checked without the portal.</summary>
    public static string Package(Guid assessment) => $"/api/v1{Assessment(assessment)}/package";

    /// <summary>The provisions of two sectors that are in tension; at one rule if one is named.</summary>
    public static string Provisions(Guid assessment, string? rule = null) => $"{Assessment(assessment)}/coherence/provisions" + (rule is null ? "" : $"#{Segment(rule)}");

    /// <summary>How the sectors of one assessment help and hinder each other.</summary>
    public static string Coherence(Guid assessment) => $"{Assessment(assessment)}/coherence";

    /// <summary>Where a ministry rates the pairs of its own row and column, at one of them if one is named.</summary>
    public static string RateInteractions(Guid assessment, string? from = null, string? to = null) =>
        $"{Coherence(assessment)}/rate" + (from is null || to is null ? "" : $"?from={Segment(from)}&to={Segment(to)}");

    /// <summary>Everything that was said about one pair.</summary>
    public static string InteractionPair(Guid assessment, string from, string to) => $"{Coherence(assessment)}/{Segment(from)}/{Segment(to)}";

    /// <summary>The pairs one by one, for the wall of a room.</summary>
    public static string CoherenceWorkshop(Guid assessment, string? from = null, string? to = null) =>
        $"{Coherence(assessment)}/workshop" + (from is null || to is null ? "" : $"?from={Segment(from)}&to={Segment(to)}");

    /// <summary>What the interaction matrix is between, and whose each target is.</summary>
    public static string MatrixSettings(Guid assessment) => $"{Coherence(assessment)}/settings";

    /// <summary>The matrix as a file that the command <c>interactions</c> reads.</summary>
    public static string MatrixFile(Guid assessment) => $"{Coherence(assessment)}/matrix.json";

    /// <summary>The questionnaire of one sector, at one of its sections if one is named.</summary>
    public static string Sector(Guid assessment, string sector, string? section = null) =>
        $"{Assessment(assessment)}/{Segment(sector)}" + (section is null ? "" : $"?section={Segment(section)}");

    /// <summary>One question in the questionnaire of a sector.</summary>
    public static string Question(Guid assessment, string sector, string section, string code) =>
        $"{Sector(assessment, sector, section)}#{Segment(code)}";

    /// <summary>The answers of one sector on one page, before they are submitted.</summary>
    public static string Check(Guid assessment, string sector) => $"{Sector(assessment, sector)}/check";

    /// <summary>The clearance copy of one sector: questions, answers, sources, signature block.</summary>
    public static string Print(Guid assessment, string sector) => $"{Sector(assessment, sector)}/print";

    /// <summary>The adviser's desk for one sector.</summary>
    public static string Review(Guid assessment, string sector) => $"{Sector(assessment, sector)}/review";

    /// <summary>What sectors propose for the items of an official indicator.</summary>
    public static string Proposals(Guid assessment, string indicator) => $"{Sector(assessment, indicator)}/proposals";

    /// <summary>What the United Nations published of an official indicator.</summary>
    public static string Published(Guid assessment, string indicator) => $"{Sector(assessment, indicator)}/published";

    /// <summary>The history of the answer to one question.</summary>
    public static string History(Guid assessment, string sector, string code) =>
        $"{Sector(assessment, sector)}/history/{Segment(code)}";

    /// <summary>All questionnaires.</summary>
    public static string Templates() => "/templates";

    /// <summary>One version of a questionnaire.</summary>
    public static string Template(string key, int version) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/templates/{Segment(key)}/{version}");

    /// <summary>One question of a version.</summary>
    public static string TemplateQuestion(string key, int version, string question) => $"{Template(key, version)}?question={Segment(question)}";

    /// <summary>The file of a version.</summary>
    public static string ExportTemplate(string key, int version) => $"{Template(key, version)}/export";

    /// <summary>The form that begins a new questionnaire.</summary>
    public static string NewTemplate() => "/templates/new";

    /// <summary>The form that takes a questionnaire file.</summary>
    public static string ImportTemplate() => "/templates/import";

    /// <summary>The versions of the coherence rules.</summary>
    public static string Rules() => "/templates/rules";

    /// <summary>One version of the coherence rules.</summary>
    public static string RuleSet(int version) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Rules()}/{version}");

    /// <summary>The form of one rule of a draft; of a new one without a code.</summary>
    public static string Rule(int version, string? code = null) => $"{RuleSet(version)}/rule" + (code is null ? "" : $"?code={Segment(code)}");

    /// <summary>The file of a version of the coherence rules.</summary>
    public static string ExportRules(int version) => $"{RuleSet(version)}/export";

    /// <summary>The form that takes a file of coherence rules.</summary>
    public static string ImportRules() => $"{Rules()}/import";

    /// <summary>Where administration begins.</summary>
    public static string Administration() => People();

    /// <summary>People and what they may do.</summary>
    public static string People() => "/administration/people";

    /// <summary>One person.</summary>
    public static string Person(Guid person) => $"{People()}/{person}";

    /// <summary>Invitations that wait, and the form that invites.</summary>
    public static string Invitations() => $"{People()}/invitations";

    /// <summary>Countries and their ministries.</summary>
    public static string Countries() => "/administration/countries";

    /// <summary>One country and its ministries.</summary>
    public static string Country(Guid country) => $"{Countries()}/{country}";

    /// <summary>The person's own account.</summary>
    public static string Account() => "/account";

    /// <summary>Language and appearance, open to everybody. The forms there post to <see cref="ChooseLanguage"/> and <see cref="ChooseTheme"/>.</summary>
    public static string Preferences(string? returnTo = null) => "/account/preferences" + ReturnTo(returnTo);

    /// <summary>Takes the chosen language (POST).</summary>
    public static string ChooseLanguage() => "/account/language";

    /// <summary>Takes the chosen appearance (POST).</summary>
    public static string ChooseTheme() => "/account/theme";

    /// <summary>Where people sign in, and where they go afterwards.</summary>
    public static string SignIn(string? returnTo = null) => "/account/sign-in" + ReturnTo(returnTo);

    /// <summary>Ends the session (POST).</summary>
    public static string SignOut() => "/account/sign-out";

    /// <summary>The way back for somebody who forgot the password.</summary>
    public static string ForgottenPassword() => "/account/forgotten";

    /// <summary>Where the link of a forgotten password leads.</summary>
    public static string ResetPassword(Guid user, string token) => $"/account/reset?user={user}&token={Uri.EscapeDataString(token)}";

    /// <summary>Where an invitation leads.</summary>
    public static string Invitation(string token) => $"/account/invitation/{Segment(token)}";

    /// <summary>Ends all sessions of the person (POST).</summary>
    public static string SignOutEverywhere() => "/account/sign-out-everywhere";

    /// <summary>A part of the page that is open, for skip links and error summaries: a bare fragment would be taken relative to the start page.</summary>
    public static string Here(string uri, string fragment) => $"{new Uri(uri).PathAndQuery}#{fragment}";

    /// <summary>The address if it stays inside the portal, otherwise the start page. Everything that redirects to an address from a request passes it here.</summary>
    public static string Inside(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) && !address.Contains('\\', StringComparison.Ordinal)
            ? address
            : Home();

    private static string ReturnTo(string? address) =>
        string.IsNullOrEmpty(address) || address == Home() ? "" : $"?returnUrl={Uri.EscapeDataString(address)}";

    private static string Segment(string value) => Uri.EscapeDataString(value);
}

using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace MigrationMainstreaming.Browser.Tests.Faults;

/// <summary>Lays the ledger beside what the database has, and the screens beside both.</summary>
internal static class Invariants
{
    /// <summary>How much typing may be gone after the browser itself was ended.</summary>
    private static readonly TimeSpan LostWithTheBrowser = TimeSpan.FromSeconds(1);

    /// <summary>Everything that is not as it must be, in words; nothing when all is well.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(FaultRig rig, IReadOnlySet<string>? browsersThatDied = null)
    {
        var (revisions, asides, current) = await ReadAsync(rig);
        var violations = new List<string>(rig.Ledger.Wrong);
        violations.AddRange(OfAcknowledged(rig.Ledger, revisions));
        violations.AddRange(OfChains(revisions, current));
        violations.AddRange(OfDoubles(rig, revisions));
        violations.AddRange(OfTyped(rig.Ledger, revisions, asides, current, browsersThatDied ?? new HashSet<string>()));
        violations.AddRange(OfTwoAnswers(rig.Ledger, asides));
        foreach (var robot in rig.Robots)
        {
            foreach (var code in robot.Own)
            {
                var (field, receipt) = await robot.SeenAsync(code);
                var stored = current.GetValueOrDefault(new Place(PlaceOf(rig, robot, code).Sector, code))?.Comment ?? "";
                if (field.ReplaceLineEndings("\n") != stored.ReplaceLineEndings("\n"))
                {
                    violations.Add($"I5 {robot.Name} {code}: the page shows {Cut(field)}, the database has {Cut(stored)}, the receipt says {receipt}.");
                }
            }
        }

        return violations;
    }

    /// <summary>I1, I10: what was acknowledged is in the history under its version, sign for sign. I2: on top of what its author was shown.</summary>
    private static IEnumerable<string> OfAcknowledged(Ledger ledger, ILookup<Place, Revision> revisions)
    {
        var sent = ledger.Sent.DistinctBy(one => one.Operation).ToDictionary(one => one.Operation);
        foreach (var answer in ledger.Acknowledged.DistinctBy(one => (one.Operation, one.Version)))
        {
            if (!sent.TryGetValue(answer.Operation, out var operation))
            {
                continue;
            }

            var stored = revisions[answer.Place].FirstOrDefault(revision => revision.Version == answer.Version);
            if (stored is null)
            {
                yield return $"I1 {answer.Who} {answer.Place.Question}: version {answer.Version} was acknowledged at {answer.At:HH:mm:ss.fff} and is not in the history.";
                continue;
            }

            if (stored.Operation != answer.Operation)
            {
                yield return $"I1 {answer.Who} {answer.Place.Question}: version {answer.Version} was acknowledged for {answer.Operation} and is that of {stored.Operation}.";
            }

            foreach (var part in JsonDocument.Parse(operation.Body).RootElement.EnumerateObject().Where(part => part.Name != "settles"))
            {
                var kept = part.Name switch { "value" => stored.Value, "comment" => stored.Comment, _ => stored.Source };
                var isSame = part.Name == "value" ? SameJson(part.Value, kept) : part.Value.GetString() == kept;
                if (!isSame)
                {
                    yield return $"I1 {answer.Who} {answer.Place.Question} version {answer.Version}: {part.Name} was sent as {Cut(part.Value.ToString())} and is kept as {Cut(kept ?? "nothing")}.";
                }
            }
        }

        foreach (var revision in revisions.SelectMany(history => history))
        {
            // Also of those whose author never heard of it: a save that arrived late may take nobody's place unseen.
            if (sent.TryGetValue(revision.Operation, out var operation) && operation.BasedOn != revision.Version - 1)
            {
                yield return $"I2 {operation.Who} {revision.Place.Question}: was shown version {operation.BasedOn} and took the place of version {revision.Version - 1}.";
            }
        }
    }

    /// <summary>I2: versions follow each other without a gap, each names the one before, and the newest is the answer that stands.</summary>
    private static IEnumerable<string> OfChains(ILookup<Place, Revision> revisions, IReadOnlyDictionary<Place, Revision> current)
    {
        foreach (var history in revisions)
        {
            var inOrder = history.OrderBy(revision => revision.Version).ToList();
            foreach (var (revision, index) in inOrder.Select((revision, index) => (revision, index)))
            {
                if (revision.Version != index + 1 || revision.BasedOn != index)
                {
                    yield return $"I2 {history.Key.Question}: version {revision.Version} on top of {revision.BasedOn} stands in place {index + 1} of its history.";
                }
            }

            var (newest, stands) = (inOrder[^1], current[history.Key]);
            if ((newest.Version, newest.Value, newest.Comment, newest.Source) != (stands.Version, stands.Value, stands.Comment, stands.Source))
            {
                yield return $"I2 {history.Key.Question}: version {stands.Version} stands and is not the newest of the history, {newest.Version}.";
            }
        }
    }

    /// <summary>I3: one operation, one revision; and no revision that nobody sent.</summary>
    private static IEnumerable<string> OfDoubles(FaultRig rig, ILookup<Place, Revision> revisions)
    {
        var sent = rig.Ledger.Sent.Select(one => one.Operation).Concat(rig.ToPortal.Operations.Keys).ToHashSet();
        foreach (var history in revisions)
        {
            foreach (var twice in history.GroupBy(revision => revision.Operation).Where(group => group.Count() > 1))
            {
                yield return $"I3 {history.Key.Question}: operation {twice.Key} was done {twice.Count()} times.";
            }

            foreach (var strange in history.Where(revision => !sent.Contains(revision.Operation)))
            {
                yield return $"I3 {history.Key.Question}: nobody sent {strange.Operation}, version {strange.Version}.";
            }
        }
    }

    /// <summary>I4: what was typed last is in the history, or was set aside for a choice; and what one person types into a field of theirs only grows.</summary>
    private static IEnumerable<string> OfTyped(Ledger ledger, ILookup<Place, Revision> revisions, ILookup<Place, Aside> asides, IReadOnlyDictionary<Place, Revision> current, IReadOnlySet<string> browsersThatDied)
    {
        foreach (var field in ledger.Typed.Where(typed => typed.Part is "comment" or "source").GroupBy(typed => (typed.Who, typed.Place, typed.Part)))
        {
            var (who, place, part) = field.Key;
            var standing = current.GetValueOrDefault(place) is { } stands ? part == "comment" ? stands.Comment : stands.Source : null;
            var isOwn = !who.StartsWith("writer", StringComparison.Ordinal) && ledger.Typed.Where(typed => typed.Place == place).All(typed => typed.Who == who);
            var stayed = new List<Typed>();
            foreach (var typed in field)
            {
                var (before, now) = (stayed.LastOrDefault(), typed.Value ?? "");
                var earlier = before?.Value ?? "";
                if (isOwn && !now.StartsWith(earlier, StringComparison.Ordinal))
                {
                    if (field.Where(later => later.At > typed.At).Select(later => later.Value).Append(standing).Any(words => words?.StartsWith(earlier, StringComparison.Ordinal) == true))
                    {
                        // Typed into a page that had come a moment ago and did not know yet what the one before it had kept; then the field had both.
                        continue;
                    }

                    // Where the browser was ended, what was typed in its last second may be gone; from there on the field grows again.
                    var sure = browsersThatDied.Contains(who) ? stayed.LastOrDefault(one => one.At <= before!.At - LostWithTheBrowser)?.Value ?? "" : earlier;
                    if (!now.StartsWith(sure, StringComparison.Ordinal))
                    {
                        yield return $"I4 {who} {place.Question}: at {typed.At:HH:mm:ss.fff} the field had lost what stood there: {Cut(earlier)} became {Cut(now)}";
                    }
                }

                stayed.Add(typed);
            }

            // Of a browser that was ended, nobody may have come back to this field since.
            var last = browsersThatDied.Contains(who) ? stayed.LastOrDefault(one => one.At <= stayed[^1].At - LostWithTheBrowser) : stayed[^1];
            var kept = revisions[place].Select(revision => part == "comment" ? revision.Comment : revision.Source)
                .Concat(asides[place].Select(aside => part == "comment" ? aside.Comment : aside.Source));

            // A page that goes may take with it what it would have told the ledger of its last keystrokes, and have saved them all the same.
            if (last is not null && !kept.Any(words => Same(words, last.Value) || (!string.IsNullOrWhiteSpace(last.Value) && words?.StartsWith(last.Value, StringComparison.Ordinal) == true)))
            {
                yield return $"I4 {who} {place.Question}: what was typed at {last.At:HH:mm:ss.fff} is neither in the history nor set aside: {Cut(last.Value ?? "")}";
            }
        }
    }

    /// <summary>I7: each answer that was refused because of another one is on record, and a choice was made.</summary>
    private static IEnumerable<string> OfTwoAnswers(Ledger ledger, ILookup<Place, Aside> asides)
    {
        foreach (var aside in asides.SelectMany(group => group).Where(aside => !aside.IsSettled))
        {
            yield return $"I7 {aside.Place.Question}: nobody has chosen between {aside.Operation} and what stands.";
        }

        var sent = ledger.Sent.DistinctBy(one => one.Operation).ToDictionary(one => one.Operation);
        var known = asides.SelectMany(group => group).Select(aside => aside.Operation).ToHashSet();
        foreach (var refused in ledger.Answered.Where(answer => answer.Status == 409).DistinctBy(answer => answer.Operation).Where(answer => !known.Contains(answer.Operation)))
        {
            // Two who say the same agree, and nothing is set aside.
            var standing = JsonDocument.Parse(refused.Current!).RootElement.GetProperty("current");
            var said = JsonDocument.Parse(sent[refused.Operation].Body).RootElement;
            var differs = said.EnumerateObject().Any(part => part.Name is "comment" or "source" && part.Value.GetString() != standing.GetProperty(part.Name).GetString());
            if (differs)
            {
                yield return $"I7 {refused.Place.Question}: {refused.Operation} of {refused.Who} was refused because of another answer and is not on record.";
            }
        }
    }

    private static async Task<(ILookup<Place, Revision> Revisions, ILookup<Place, Aside> Asides, IReadOnlyDictionary<Place, Revision> Current)> ReadAsync(FaultRig rig)
    {
        await using var connection = await rig.ConnectAsync();
        var revisions = await RowsAsync(
            "select s.template_key, r.question_code, r.version, r.based_on, r.value::text, r.comment, r.source, r.operation_id from answer_revisions r join sector_assessments s on s.id = r.sector_assessment_id where s.assessment_id = $1",
            row => new Revision(new Place(row.GetString(0), row.GetString(1)), row.GetInt32(2), row.GetInt32(3), Text(row, 4), Text(row, 5), Text(row, 6), row.GetGuid(7)));
        var answers = await RowsAsync(
            "select s.template_key, a.question_code, a.version, a.version - 1, a.value::text, a.comment, a.source, a.id from answers a join sector_assessments s on s.id = a.sector_assessment_id where s.assessment_id = $1",
            row => new Revision(new Place(row.GetString(0), row.GetString(1)), row.GetInt32(2), row.GetInt32(3), Text(row, 4), Text(row, 5), Text(row, 6), row.GetGuid(7)));
        var asides = await RowsAsync(
            "select s.template_key, a.question_code, a.id, a.comment, a.source, a.settled_at is not null from set_aside_answers a join sector_assessments s on s.id = a.sector_assessment_id where s.assessment_id = $1",
            row => new Aside(new Place(row.GetString(0), row.GetString(1)), row.GetGuid(2), Text(row, 3), Text(row, 4), row.GetBoolean(5)));
        return (revisions.ToLookup(revision => revision.Place), asides.ToLookup(aside => aside.Place), answers.ToDictionary(answer => answer.Place));

        async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
        {
            await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = rig.AssessmentId } } };
            await using var rows = await command.ExecuteReaderAsync();
            var found = new List<T>();
            while (await rows.ReadAsync())
            {
                found.Add(read(rows));
            }

            return found;
        }

        static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    private static Place PlaceOf(FaultRig rig, Robot robot, string code) =>
        rig.Ledger.Typed.FirstOrDefault(typed => typed.Who == robot.Name && typed.Place.Question == code)?.Place ?? new Place("", code);

    private static bool SameJson(JsonElement sent, string? kept) =>
        kept is null ? sent.ValueKind == JsonValueKind.Null : JsonElement.DeepEquals(sent, JsonDocument.Parse(kept).RootElement);

    private static bool Same(string? kept, string? typed) => (kept ?? "") == (string.IsNullOrWhiteSpace(typed) ? "" : typed);

    private static string Cut(string words) => words.Length <= 60 ? $"“{words}”" : string.Create(CultureInfo.InvariantCulture, $"“…{words[^60..]}” ({words.Length} long)");

    private sealed record Revision(Place Place, int Version, int BasedOn, string? Value, string? Comment, string? Source, Guid Operation);

    private sealed record Aside(Place Place, Guid Operation, string? Comment, string? Source, bool IsSettled);
}

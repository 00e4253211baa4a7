namespace MigrationMainstreaming.Portal.Tests.Commands;

/// <summary>A small questionnaire with every question type, as an administrator would write it.</summary>
internal static class SampleSector
{
    private const string Steps = """
        [ { "code": "absent", "text": { "en": "No" }, "marks": 0, "recommendation": { "en": "Begin." } },
          { "code": "partial", "text": { "en": "In part" }, "marks": 0.5, "recommendation": { "en": "Complete it." } },
          { "code": "complete", "text": { "en": "Yes" }, "marks": 1 } ]
        """;

    public static readonly string Text = """
        {
          "format": 1, "key": "sample", "version": 1, "kind": "sector", "sourceLanguage": "en", "prefix": "S",
          "title": { "en": "Sample", "fr": "Exemple" }, "introduction": { "en": "For trying out." }, "lead": { "en": "Any ministry" },
          "aggregation": { "join": "weighted-mean", "over": "questions", "missing": "excluded" },
          "bands": { "rule": "certain", "levels": [
            { "from": 0, "name": { "en": "Few" } }, { "from": 40, "name": { "en": "Some" } }, { "from": 80, "name": { "en": "Most" } }, { "from": 100, "name": { "en": "All" } } ] },
          "sections": [
            { "code": "rules", "title": { "en": "Rules" }, "aggregation": { "join": "weighted-mean", "missing": "excluded" }, "questions": [
              { "code": "S-1", "text": { "en": "Is there a rule?", "fr": "Y a-t-il une règle ?" }, "weight": 2, "links": [ { "item": "gcm:15" } ],
                "type": { "kind": "yes-no", "options": [ { "code": "yes", "text": { "en": "Yes" }, "marks": 1 }, { "code": "no", "text": { "en": "No" }, "marks": 0, "recommendation": { "en": "Make one." } } ] } },
              { "code": "S-2", "text": { "en": "Does it hold for everybody?" }, "links": [ { "item": "gcm:15", "strength": "indirect" }, { "item": "sdg:3.8" } ],
                "type": { "kind": "law-and-practice", "law": STEPS, "practice": STEPS } },
              { "code": "S-3", "text": { "en": "Is it published?" }, "when": { "question": "S-1", "is": ["yes"] }, "links": [ { "item": "sdg:3.8" } ],
                "type": { "kind": "single-choice", "options": STEPS } } ] },
            { "code": "reach", "title": { "en": "Reach" }, "aggregation": { "join": "weighted-mean", "missing": "excluded" }, "questions": [
              { "code": "S-4", "text": { "en": "Who is reached?" }, "links": [ { "item": "sdg:10.7" } ],
                "type": { "kind": "multiple-choice", "options": [
                  { "code": "workers", "text": { "en": "Workers" }, "marks": 0.5, "recommendation": { "en": "Reach workers." } },
                  { "code": "families", "text": { "en": "Families" }, "marks": 0.25, "recommendation": { "en": "Reach families." } },
                  { "code": "children", "text": { "en": "Children" }, "marks": 0.25, "recommendation": { "en": "Reach children." } },
                  { "code": "none", "text": { "en": "Nobody" }, "marks": 0, "exclusive": true } ] } },
              { "code": "S-5", "text": { "en": "How long does it take?" }, "links": [ { "item": "sdg:10.7", "strength": "indirect" } ],
                "type": { "kind": "number", "unit": { "en": "days" }, "min": 0, "max": 1000, "decimals": 1, "marks": { "zero": 20, "full": 10 } } },
              { "code": "S-6", "text": { "en": "How far is it known?" }, "links": [ { "item": "gcm:7" } ],
                "type": { "kind": "scale", "options": [
                  { "code": "1", "text": { "en": "Hardly" }, "marks": 0, "recommendation": { "en": "Tell." } },
                  { "code": "2", "text": { "en": "Somewhat" }, "marks": 0.25, "recommendation": { "en": "Tell more." } },
                  { "code": "3", "text": { "en": "Widely" }, "marks": 1 } ] } },
              { "code": "S-7", "text": { "en": "Since when?" }, "type": { "kind": "date" } },
              { "code": "S-8", "text": { "en": "What else?" }, "type": { "kind": "free-text", "maxLength": 200 } },
              { "code": "S-9", "text": { "en": "Which law?" }, "type": { "kind": "legal-reference" } } ] } ]
        }
        """.Replace("STEPS", Steps, StringComparison.Ordinal);
}

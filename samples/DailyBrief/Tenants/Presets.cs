using Automation;

namespace DailyBrief.Tenants;

/// <summary>Automations that every tenant may like: proposed once, whatever a tenant says to them.</summary>
internal static class Presets
{
    public static IReadOnlyList<NewSuggestion> All { get; } =
    [
        Brief("evening_brief", 0.6, "A brief in the evening", "daily", "18:00"),
        Brief("monthly_review", 0.5, "A review of the month", "monthly", "last 17:00"),
        new()
        {
            Key = "welcome",
            Title = "Welcome new members",
            Description = "Says hello to each member that joins, in words of your own.",
            Score = 0.4,
            Author = "presets",
            Json = """
                { "name": "welcome", "parameters": { "words": { "type": "string", "default": "Good to have you here" } },
                  "triggers": [ { "type": "event", "config": { "event": "member.joined" } } ],
                  "steps": [ { "id": "dispatch", "type": "brief.dispatch", "config": { "text": "{{ parameters.words }}, {{ input.name }}." } } ] }
                """,
        },
    ];

    private static NewSuggestion Brief(string name, double score, string title, string form, string at) => new()
    {
        Key = name,
        Title = title,
        Score = score,
        Author = "presets",
        Json = $$$"""
            { "name": "{{{name}}}", "parameters": { "at": { "type": "string", "default": "{{{at}}}" } },
              "triggers": [ { "type": "schedule", "config": { "{{{form}}}": "{{ parameters.at }}" } }, { "type": "manual" } ],
              "guards": { "maxRunsPerScope": 1 },
              "steps": [
                { "id": "write", "type": "brief.write", "config": { "kind": "{{{name}}}", "local": "{{ input.local }}" }, "retry": { "maxAttempts": 3 } },
                { "id": "dispatch", "type": "brief.dispatch", "config": { "text": "{{ steps.write.output }}" } } ] }
            """,
    };
}

using Automation;

namespace DailyBrief.Tenants;

/// <summary>The two automations that a tenant may have. They are the tenant's own: it pauses, changes and runs them, and no other tenant sees them.</summary>
internal static class TenantAutomations
{
    public const string DailyBrief = "daily_brief";
    public const string WeeklyReview = "weekly_review";

    public static IReadOnlyList<string> Names { get; } = [DailyBrief, WeeklyReview];

    /// <summary>Gives a tenant its automations, and proposes some more. Harmless when it has them, also when it has changed them meanwhile.</summary>
    public static async Task ProvisionAsync(IScopedAutomation tenant)
    {
        foreach (var rule in new[] { Rule(DailyBrief, """{ "daily": "07:00" }"""), Rule(WeeklyReview, """{ "weekly": "monday 08:00" }""") })
        {
            await tenant.Rules.SaveAsync(rule, new() { Author = "provisioning", KeepExisting = true });
        }

        foreach (var preset in Presets.All)
        {
            await tenant.Suggestions.AddAsync(preset);
        }
    }

    private static string Rule(string name, string schedule) => $$$"""
        { "name": "{{{name}}}",
          "triggers": [ { "type": "schedule", "config": {{{schedule}}} }, { "type": "manual" } ],
          "guards": { "maxRunsPerScope": 1 },
          "steps": [
            { "id": "write", "type": "brief.write", "config": { "kind": "{{{name}}}", "local": "{{ input.local }}" }, "retry": { "maxAttempts": 3 } },
            { "id": "dispatch", "type": "brief.dispatch", "config": { "text": "{{ steps.write.output }}" } } ] }
        """;
}

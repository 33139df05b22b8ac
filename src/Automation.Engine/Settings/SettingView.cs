using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Storage;

namespace Automation.Settings;

/// <summary>What is set for a rule, as people see it.</summary>
internal static class SettingView
{
    public static RuleSettings Of(ScopedRule scoped, string scope, DateTimeOffset now) => new()
    {
        Scope = scope,
        Rule = scoped.Rule.Name,
        Revision = scoped.Revision,
        Enabled = scoped.Enabled,
        AwaitsPreview = scoped.AwaitsPreview,
        Previewed = scoped.Previewed?.Show(),
        OptedIn = scoped.OptedIn,
        Pause = scoped.IsPausedAt(now) && scoped.Body.Paused is { } pause ? new RulePause(pause.At, pause.Until, pause.By, pause.Reason) : null,
        Stops = StopsOf(scoped, scope, now),
        Parameters = scoped.Rule.ParameterDefaults,
        ParameterOverrides = Object(scoped.Body.Parameters),
        Guards = GuardsJson.Write(scoped.Rule.Guards),
        GuardOverrides = Object(scoped.Body.Guards),
        Drift = scoped.Drift,
        Author = scoped.Setting?.Author,
        SavedAt = scoped.Setting?.SavedAt,
    };

    /// <summary>A switch of what is stored for all scopes is the one for all.</summary>
    private static IReadOnlyList<RuleStop> StopsOf(ScopedRule scoped, string scope, DateTimeOffset now) =>
        [.. scoped.StopsAt(now).Select(stop => scope == SharedScope.Name && stop.Kind == RuleStopKind.Disabled ? stop with { Kind = RuleStopKind.DisabledForAll } : stop)];

    private static JsonElement Object(IReadOnlyDictionary<string, JsonElement>? values) =>
        values is null ? ParametersDefinition.Empty : JsonSerializer.SerializeToElement(values);
}

using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Json;

namespace Automation.Settings;

/// <summary>What a scope sets for a rule as it travels with the rule: in the form that is stored, without previews, which are of the scope.</summary>
internal static class SettingJson
{
    private const string Disabled = "disabled";
    private const string OptedIn = "optedIn";
    private const string OptedOut = "optedOut";
    private const string Paused = "paused";
    private const string At = "at";
    private const string By = "by";
    private const string Reason = "reason";
    private const string Until = "until";

    /// <summary>What counts; empty when that is nothing.</summary>
    public static string Write(ScopedRule rule, JsonSerializerOptions json, DateTimeOffset now) => (rule.Body with
    {
        Previews = null,
        Unknown = null,
        Paused = rule.IsPausedAt(now) ? rule.Body.Paused : null,
        Parameters = NullIfEmpty(ParameterOverrides.Fitting(rule.Definition, rule.Body.Parameters, json, [])),
        Guards = NullIfEmpty(GuardOverrides.Fitting(rule.Definition, rule.Body.Guards, [])),
    }).Write();

    /// <exception cref="RuleDefinitionException">They are none, or do not fit the rule. Pointers begin at the settings.</exception>
    public static SettingBody Read(RuleDefinition rule, JsonElement settings, JsonSerializerOptions json, DateTimeOffset now)
    {
        var utf8 = JsonMarshal.GetRawUtf8Value(settings);
        if (JsonGate.Check(utf8, RuleLimits.Stored) is { IsValid: false } refused)
        {
            throw new RuleDefinitionException([new RuleFault { Rule = rule.Name, Code = refused.Code, Message = $"Rule '{rule.Name}': settings: {refused.Message}", Pointer = "" }]);
        }

        var reading = new RuleReading(RuleOutline.Of(settings), null, null, null);
        var marks = SettingBody.Empty;
        if (RuleObject.Of(settings, "", "'settings'", reading) is { } read)
        {
            _ = read.Allow(Disabled, OptedIn, OptedOut, Paused, RuleMembers.Parameters, RuleMembers.Guards);
            marks = new SettingBody { Disabled = Mark(read, Disabled, now, reading), OptedIn = Mark(read, OptedIn, now, reading), OptedOut = Mark(read, OptedOut, now, reading), Paused = Mark(read, Paused, now, reading) };
            _ = read.Object(RuleMembers.Parameters, "'parameters' of 'settings'");
            _ = read.Object(RuleMembers.Guards, "'guards' of 'settings'");
            if (read.Has(OptedIn) && read.Has(OptedOut))
            {
                reading.Add(read.At(OptedOut), RuleCodes.Contradiction, "'settings' says that the scope opted in, and that it opted out. Leave one of them out.");
            }
        }

        return reading.Document.FaultCount > 0 ? throw new RuleDefinitionException(RuleFaults.Of(rule.Name, reading.Document)) : marks with
        {
            Paused = marks.Paused?.Until <= now ? null : marks.Paused,
            Parameters = settings.TryGetProperty(RuleMembers.Parameters, out var parameters) ? ParameterOverrides.Change(rule, null, parameters, json) : null,
            Guards = settings.TryGetProperty(RuleMembers.Guards, out var guards) ? GuardOverrides.Change(rule, null, guards) : null,
        };
    }

    private static SettingMark? Mark(RuleObject settings, string member, DateTimeOffset now, RuleReading reading)
    {
        if (settings.Object(member, $"'{member}' of 'settings'") is not { } mark)
        {
            return null;
        }

        _ = member == Paused ? mark.Allow(At, By, Reason, Until) : mark.Allow(At, By, Reason);
        if (!mark.Has(At))
        {
            reading.Add(mark.Pointer, RuleCodes.MissingProperty, $"{mark.Words} has no '{At}'. It needs an instant, such as '2026-03-01T12:00:00Z'.");
        }

        // What is to be since later than now is since now.
        var since = Instant(mark, At) is { } at && at < now ? at : now;
        return new SettingMark
        {
            At = since, By = StorableText.Author(mark.Text(By)), Reason = StorableText.Reason(mark.Text(Reason)), Until = Instant(mark, Until),
        };
    }

    private static DateTimeOffset? Instant(RuleObject mark, string member)
    {
        if (!mark.Has(member))
        {
            return null;
        }

        var value = mark.Find(member);
        if (value.ValueKind == JsonValueKind.String && Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(value.GetString()!), out var instant))
        {
            return Automation.Json.Instant.Whole(instant.ToUniversalTime());
        }

        mark.Wrong(member, "an instant, such as '2026-03-01T12:00:00Z'");
        return null;
    }

    private static IReadOnlyDictionary<string, JsonElement>? NullIfEmpty(IReadOnlyDictionary<string, JsonElement> values) => values.Count == 0 ? null : values;
}

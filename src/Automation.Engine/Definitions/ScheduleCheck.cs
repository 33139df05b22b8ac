using System.Text.Json;
using Automation.Definitions.Json;
using Automation.Json;
using Automation.Scheduling;

namespace Automation.Definitions;

/// <summary>What the config of a schedule may have: <c>{ "daily": "02:00", "timeZone": "Europe/Berlin", "missed": "skip" }</c>.</summary>
internal static class ScheduleCheck
{
    /// <summary>All members, those that say when first.</summary>
    public static readonly string[] Members =
        [.. ScheduleForms.All, RuleMembers.Anchor, RuleMembers.TimeZone, RuleMembers.Missed, RuleMembers.MissedAfter, RuleMembers.Jitter];

    private static readonly string Forms = $"one of: {string.Join(", ", ScheduleForms.All)}";

    /// <summary>Everything that is wrong.</summary>
    /// <param name="config">The config, an object.</param>
    /// <param name="words">The config for messages: <c>the config of trigger 'schedule'</c>.</param>
    /// <param name="isOpen">Whether a value is known later only; it is not looked at.</param>
    public static IEnumerable<ScheduleFault> Faults(JsonElement config, string words, Func<JsonElement, bool> isOpen)
    {
        string[] forms = [.. ScheduleForms.All.Where(form => config.TryGetProperty(form, out _))];
        if (forms is not [var only])
        {
            yield return new(
                null,
                forms.Length == 0 ? RuleCodes.MissingProperty : RuleCodes.TwoKinds,
                $"{words} has {(forms.Length == 0 ? "no schedule" : string.Join(" and ", forms))}. It needs {Forms}.");
            yield break;
        }

        if (only != ScheduleForms.Every && config.TryGetProperty(RuleMembers.Anchor, out _))
        {
            yield return new(
                RuleMembers.Anchor, ScheduleCodes.InvalidSchedule, $"'{RuleMembers.Anchor}' of {words} belongs to '{ScheduleForms.Every}'. Remove it from '{only}'.");
        }

        foreach (var member in Members)
        {
            if (config.TryGetProperty(member, out var value) && !isOpen(value) && Fault(member, value, words) is { } fault)
            {
                yield return fault;
            }
        }
    }

    /// <summary>The text of a member's value; null when it has none. The minute of <c>hourly</c> may be a number.</summary>
    public static string? Text(string member, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when member == ScheduleForms.Hourly => value.GetRawText(),
        _ => null,
    };

    private static ScheduleFault? Fault(string member, JsonElement value, string words)
    {
        var text = Text(member, value);
        if (text is not null && member == ScheduleForms.Cron)
        {
            return CronFault(text, words);
        }

        return text is not null && Fits(member, text)
            ? null
            : new(
                member,
                member == RuleMembers.TimeZone ? ScheduleCodes.UnknownTimeZone : ScheduleCodes.InvalidSchedule,
                $"'{member}' of {words} is {JsonShown.Of(value)}. It needs {Needed(member)}.");
    }

    private static ScheduleFault? CronFault(string text, string words)
    {
        try
        {
            CronExpression.Parse(text);
            return null;
        }
        catch (ScheduleException fault)
        {
            return new(ScheduleForms.Cron, fault.Code, $"'{ScheduleForms.Cron}' of {words}: {char.ToLowerInvariant(fault.Message[0])}{fault.Message[1..]}");
        }
    }

    private static bool Fits(string member, string text) => member switch
    {
        RuleMembers.Anchor => ScheduleValues.Instant(text) is not null,
        RuleMembers.TimeZone => TimeZones.TryFind(text, out _, out _),
        RuleMembers.Missed => RuleWords.TryRead<Missed>(text, out _),
        RuleMembers.MissedAfter => IsoDuration.TryParse(text, out var late) && late >= ScheduleLimits.ShortestMissedAfter && late <= ScheduleLimits.LongestMissedAfter,
        RuleMembers.Jitter => IsoDuration.TryParse(text, out var jitter) && jitter <= ScheduleLimits.LongestJitter,
        _ => ScheduleForms.Fits(member, text),
    };

    private static string Needed(string member) => member switch
    {
        RuleMembers.Anchor => ScheduleForms.Needed(ScheduleForms.At),
        RuleMembers.TimeZone => "the IANA id of a time zone, such as 'Europe/Berlin'",
        RuleMembers.Missed => $"one of: {string.Join(", ", RuleWords.All<Missed>())}",
        RuleMembers.MissedAfter => "a duration such as 'PT5M', from PT1S to P1D",
        RuleMembers.Jitter => "a duration such as 'PT5M', from PT0S to P1D",
        _ => ScheduleForms.Needed(member),
    };
}

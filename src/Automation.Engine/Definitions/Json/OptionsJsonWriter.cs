using System.Globalization;
using System.Text.Json;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Writes options of rules, steps and loops, without those that have their default value.</summary>
internal static class OptionsJsonWriter
{
    private static readonly GuardOptions NoGuards = new();
    private static readonly StepOptions PlainStep = new();
    private static readonly ForEachOptions PlainLoop = new();

    public static void WriteGuards(Utf8JsonWriter json, GuardOptions guards)
    {
        if (guards == NoGuards)
        {
            return;
        }

        json.WriteStartObject(RuleMembers.Guards);
        WriteDuration(json, RuleMembers.Debounce, guards.Debounce, null);
        WriteDuration(json, RuleMembers.DebounceMaxWait, guards.DebounceMaxWait, null);
        if (guards.MaxRunsPerScope is { } most)
        {
            json.WriteNumber(RuleMembers.MaxRunsPerScope, most);
        }

        WriteFlag(json, RuleMembers.OnePerSubject, guards.OnePerSubject, NoGuards.OnePerSubject);
        WriteWord(json, RuleMembers.WhenBusy, guards.WhenBusy, NoGuards.WhenBusy);
        if (guards.MaxQueued is { } queued)
        {
            json.WriteNumber(RuleMembers.MaxQueued, queued);
        }

        if (guards.BreakAfter is { } failures)
        {
            json.WriteNumber(RuleMembers.BreakAfter, failures);
        }

        WriteDuration(json, RuleMembers.BreakFor, guards.BreakFor, NoGuards.BreakFor);
        WriteAmount(json, RuleMembers.ApprovalAbove, guards.ApprovalAbove);
        WriteAmount(json, RuleMembers.Budget, guards.Budget);
        WriteWord(json, RuleMembers.BudgetPeriod, guards.BudgetPeriod, NoGuards.BudgetPeriod);

        WriteFlag(json, RuleMembers.OptIn, guards.OptIn, NoGuards.OptIn);
        WriteFlag(json, RuleMembers.RequirePreview, guards.RequirePreview, NoGuards.RequirePreview);
        json.WriteEndObject();
    }

    public static void WriteStep(Utf8JsonWriter json, StepOptions options)
    {
        WriteRetry(json, options.Retry);
        WriteDuration(json, RuleMembers.Timeout, options.Timeout, PlainStep.Timeout);
        WriteWord(json, RuleMembers.Delivery, options.Delivery, PlainStep.Delivery);
        if (options.RunOn is not null)
        {
            json.WriteString(RuleMembers.RunOn, options.RunOn);
        }
    }

    public static void WriteLoop(Utf8JsonWriter json, ForEachOptions options)
    {
        WriteNumber(json, RuleMembers.MaxParallel, options.MaxParallel, PlainLoop.MaxParallel);
        WriteNumber(json, RuleMembers.MaxItems, options.MaxItems, PlainLoop.MaxItems);
    }

    private static void WriteRetry(Utf8JsonWriter json, RetryOptions retry)
    {
        var usual = RetryOptions.None;
        if (retry == usual)
        {
            return;
        }

        json.WriteStartObject(RuleMembers.Retry);
        WriteNumber(json, RuleMembers.MaxAttempts, retry.MaxAttempts, usual.MaxAttempts);
        WriteWord(json, RuleMembers.Backoff, retry.BackoffType, usual.BackoffType);
        WriteDuration(json, RuleMembers.Delay, retry.Delay, usual.Delay);
        WriteDuration(json, RuleMembers.MaxDelay, retry.MaxDelay, usual.MaxDelay);
        WriteFlag(json, RuleMembers.Jitter, retry.Jitter, usual.Jitter);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string member, int value, int usual)
    {
        if (value != usual)
        {
            json.WriteNumber(member, value);
        }
    }

    private static void WriteAmount(Utf8JsonWriter json, string member, decimal? value)
    {
        if (value is { } amount)
        {
            json.WritePropertyName(member);

            // One that is none is refused by whoever reads it: rounded, it would be another.
            json.WriteRawValue(Credits.IsAmount(amount) ? Credits.Text(amount) : amount.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string member, bool value, bool usual)
    {
        if (value != usual)
        {
            json.WriteBoolean(member, value);
        }
    }

    private static void WriteDuration(Utf8JsonWriter json, string member, TimeSpan? value, TimeSpan? usual)
    {
        if (value is { } duration && value != usual)
        {
            json.WriteString(member, IsoDuration.Write(duration));
        }
    }

    private static void WriteWord<TEnum>(Utf8JsonWriter json, string member, TEnum value, TEnum usual)
        where TEnum : struct, Enum
    {
        if (!EqualityComparer<TEnum>.Default.Equals(value, usual))
        {
            json.WriteString(member, RuleWords.Of(value));
        }
    }
}

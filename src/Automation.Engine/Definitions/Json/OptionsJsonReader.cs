using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Reads options of rules, steps and loops; what is left out has its default.</summary>
internal sealed class OptionsJsonReader(RuleReading reading)
{
    /// <summary>Every guard that there is.</summary>
    public static string[] GuardMembers { get; } = [RuleMembers.Debounce, RuleMembers.DebounceMaxWait, RuleMembers.MaxRunsPerScope, RuleMembers.OnePerSubject, RuleMembers.WhenBusy, RuleMembers.MaxQueued, RuleMembers.BreakAfter, RuleMembers.BreakFor, RuleMembers.ApprovalAbove, RuleMembers.Budget, RuleMembers.BudgetPeriod, RuleMembers.OptIn, RuleMembers.RequirePreview];

    public GuardOptions ReadGuards(RuleObject rule)
    {
        var guards = new GuardOptions();
        if (rule.Object(RuleMembers.Guards, "'guards'") is not { } json)
        {
            return guards;
        }

        json.Allow(GuardMembers);
        var quiet = json.Duration(RuleMembers.Debounce, RuleLimits.ShortestTimeout, RuleLimits.LongestTimeout);
        var longest = json.Duration(RuleMembers.DebounceMaxWait, RuleLimits.ShortestTimeout, RuleLimits.LongestDebounce);
        if (longest is { } most && (quiet is null ? !json.Has(RuleMembers.Debounce) : most < quiet))
        {
            reading.Add(
                json.At(RuleMembers.DebounceMaxWait),
                RuleCodes.OutOfRange,
                quiet is { } shorter
                    ? $"'debounceMaxWait' of 'guards' is {IsoDuration.Write(most)}, shorter than 'debounce', which is {IsoDuration.Write(shorter)}."
                    : "'debounceMaxWait' of 'guards' needs 'debounce', which is missing. Set 'debounce', or leave 'debounceMaxWait' out; where a scope set it, null lifts it.");
        }

        var read = new GuardOptions
        {
            Debounce = quiet,
            DebounceMaxWait = longest,
            MaxRunsPerScope = json.Number(RuleMembers.MaxRunsPerScope, 1, int.MaxValue),
            OnePerSubject = json.Flag(RuleMembers.OnePerSubject) ?? guards.OnePerSubject,
            WhenBusy = json.Word<WhenBusy>(RuleMembers.WhenBusy) ?? guards.WhenBusy,
            MaxQueued = json.Number(RuleMembers.MaxQueued, 1, int.MaxValue),
            BreakAfter = json.Number(RuleMembers.BreakAfter, 1, RuleLimits.MostFailures),
            BreakFor = json.Duration(RuleMembers.BreakFor, OptionRanges.ShortestBreak, RuleLimits.LongestTimeout) ?? guards.BreakFor,
            ApprovalAbove = json.Amount(RuleMembers.ApprovalAbove),
            Budget = json.Amount(RuleMembers.Budget),
            BudgetPeriod = json.Word<BudgetPeriod>(RuleMembers.BudgetPeriod) ?? guards.BudgetPeriod,
            OptIn = json.Flag(RuleMembers.OptIn) ?? guards.OptIn,
            RequirePreview = json.Flag(RuleMembers.RequirePreview) ?? guards.RequirePreview,
        };

        // What is stored was checked by the version that stored it, and runs on.
        foreach (var contradiction in reading.Actions is null ? [] : GuardCheck.InJson.Contradictions(read))
        {
            reading.Add(rule.At(RuleMembers.Guards), RuleCodes.Contradiction, contradiction);
        }

        return read;
    }

    public StepOptions ReadStep(RuleObject step)
    {
        var options = new StepOptions();
        return new StepOptions
        {
            Retry = ReadRetry(step),
            Timeout = step.Duration(RuleMembers.Timeout, RuleLimits.ShortestTimeout, RuleLimits.LongestTimeout) ?? options.Timeout,
            Delivery = step.Word<DeliveryMode>(RuleMembers.Delivery) ?? options.Delivery,
            RunOn = ReadLabel(step),
        };
    }

    public ForEachOptions ReadLoop(RuleObject loop)
    {
        var options = new ForEachOptions();
        return new ForEachOptions
        {
            MaxParallel = loop.Number(RuleMembers.MaxParallel, 1, RuleLimits.MaxParallel) ?? options.MaxParallel,
            MaxItems = loop.Number(RuleMembers.MaxItems, 1, RuleLimits.MaxItems) ?? options.MaxItems,
        };
    }

    private RetryOptions ReadRetry(RuleObject step)
    {
        var usual = RetryOptions.None;
        if (step.Object(RuleMembers.Retry, $"'retry' of {step.Words}") is not { } json)
        {
            return usual;
        }

        json.Allow(RuleMembers.MaxAttempts, RuleMembers.Backoff, RuleMembers.Delay, RuleMembers.MaxDelay, RuleMembers.Jitter);
        var delay = json.Duration(RuleMembers.Delay, TimeSpan.Zero, RuleLimits.LongestTimeout) ?? usual.Delay;
        var longest = json.Duration(RuleMembers.MaxDelay, TimeSpan.Zero, RuleLimits.LongestTimeout);
        if (longest < delay)
        {
            reading.Add(
                json.At(RuleMembers.MaxDelay),
                RuleCodes.OutOfRange,
                $"'maxDelay' of {step.Words} is {IsoDuration.Write(longest.Value)}, shorter than 'delay', which is {IsoDuration.Write(delay)}.");
        }

        return new RetryOptions
        {
            MaxAttempts = json.Number(RuleMembers.MaxAttempts, 1, RuleLimits.MaxAttempts) ?? usual.MaxAttempts,
            BackoffType = json.Word<BackoffType>(RuleMembers.Backoff) ?? usual.BackoffType,
            Delay = delay,
            MaxDelay = longest ?? (delay > usual.MaxDelay ? delay : usual.MaxDelay),
            Jitter = json.Flag(RuleMembers.Jitter) ?? usual.Jitter,
        };
    }

    private string? ReadLabel(RuleObject step)
    {
        var label = step.Text(RuleMembers.RunOn);
        if (label is not null && !NameRules.IsName(label))
        {
            reading.Add(
                step.At(RuleMembers.RunOn),
                RuleCodes.InvalidName,
                $"the label {ShortText.Quote(label)} of {step.Words} is not allowed. {NameRules.NameRule}");
        }

        return label;
    }
}

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Automation.Definitions;
using Automation.Intake;
using Microsoft.Extensions.Options;

namespace Automation.Hosting;

/// <summary>Checks the options at start-up, all faults together.</summary>
internal sealed class AutomationOptionsValidator : IValidateOptions<AutomationOptions>
{
    public ValidateOptionsResult Validate(string? name, AutomationOptions options)
    {
        var faults = new List<string>();
        if (options.MaxRunsPerScope < 1)
        {
            faults.Add($"AutomationOptions.MaxRunsPerScope is {options.MaxRunsPerScope}; 1 or more is allowed, or null for no limit.");
        }

        if (options.BudgetPerScope is { } budget && !Credits.IsAmount(budget))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"AutomationOptions.BudgetPerScope is {budget}; {Credits.Range}, or null for any amount."));
        }

        if (!Enum.IsDefined(options.BudgetPerScopePeriod))
        {
            faults.Add($"AutomationOptions.BudgetPerScopePeriod has no value {(int)options.BudgetPerScopePeriod}; Day, Week or Month is allowed.");
        }
        else if (options.BudgetPerScope is null && options.BudgetPerScopePeriod != new AutomationOptions().BudgetPerScopePeriod)
        {
            faults.Add($"AutomationOptions.BudgetPerScopePeriod is {options.BudgetPerScopePeriod}, but scopes have no budget. Set AutomationOptions.BudgetPerScope, or leave it out.");
        }

        var range = new RangeAttribute(1, 100_000);
        if (!range.IsValid(options.MaxConcurrentRuns))
        {
            faults.Add($"AutomationOptions.MaxConcurrentRuns is {options.MaxConcurrentRuns}; a value from 1 to 100000 is allowed.");
        }

        if (options.MaxChainDepth is < 0 or > 1000)
        {
            faults.Add($"AutomationOptions.MaxChainDepth is {options.MaxChainDepth}; a value from 0 to 1000 is allowed.");
        }

        if (options.MaxRunsPerRoot is < 1 or > 1_000_000)
        {
            faults.Add($"AutomationOptions.MaxRunsPerRoot is {options.MaxRunsPerRoot}; a value from 1 to 1000000 is allowed.");
        }

        foreach (var scope in options.Scopes.Where(scope => scope is null || !IntakeNames.IsScope(scope)))
        {
            faults.Add($"AutomationOptions.Scopes has {Json.ShortText.Quote(scope ?? "")}; 1 to 128 of A-Z a-z 0-9 . _ : @ - are allowed.");
        }

        Positive(options.DedupeWindow, nameof(options.DedupeWindow), mayBeInfinite: false);
        Positive(options.PollInterval, nameof(options.PollInterval), mayBeInfinite: true);
        Positive(options.Heartbeat, nameof(options.Heartbeat), mayBeInfinite: true);
        Positive(options.Lease, nameof(options.Lease), mayBeInfinite: false);
        if (options.ShutdownTimeout < TimeSpan.Zero)
        {
            faults.Add($"AutomationOptions.ShutdownTimeout is {options.ShutdownTimeout}; zero or more is allowed.");
        }

        if (options.MinScheduleInterval < TimeSpan.Zero)
        {
            faults.Add($"AutomationOptions.MinScheduleInterval is {options.MinScheduleInterval}; zero or more is allowed.");
        }

        AtMost(options.MinScheduleInterval, nameof(options.MinScheduleInterval), TimeSpan.FromDays(366));
        AtMost(options.DedupeWindow, nameof(options.DedupeWindow), TimeSpan.FromDays(3650));
        AtMost(options.ShutdownTimeout, nameof(options.ShutdownTimeout), TimeSpan.FromDays(1));
        AtMost(options.PollInterval, nameof(options.PollInterval), TimeSpan.FromDays(1));
        AtMost(options.Heartbeat, nameof(options.Heartbeat), TimeSpan.FromDays(1));
        AtMost(options.Lease, nameof(options.Lease), TimeSpan.FromDays(7));
        if (options.Lease > TimeSpan.Zero && options.Heartbeat > options.Lease / 3)
        {
            faults.Add($"AutomationOptions.Heartbeat is {options.Heartbeat} and AutomationOptions.Lease is {options.Lease}; "
                + "the heartbeat may be at most a third of the lease, so that one that is late or lost costs nothing. Shorten the heartbeat or lengthen the lease.");
        }

        Positive(options.Retention.Interval, "Retention.Interval", mayBeInfinite: true);
        Age(options.Retention.Succeeded, nameof(RetentionOptions.Succeeded));
        Age(options.Retention.Failed, nameof(RetentionOptions.Failed));
        Age(options.Retention.Cancelled, nameof(RetentionOptions.Cancelled));
        Age(options.Retention.Events, nameof(RetentionOptions.Events));
        Age(options.Retention.Suggestions, nameof(RetentionOptions.Suggestions));
        if (options.Retention.Interval != Timeout.InfiniteTimeSpan)
        {
            AtMost(options.Retention.Interval, "Retention.Interval", TimeSpan.FromDays(30));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void AtMost(TimeSpan value, string option, TimeSpan most)
        {
            if (value > most)
            {
                faults.Add($"AutomationOptions.{option} is {value}; at most {most.TotalDays} days are allowed.");
            }
        }

        void Age(TimeSpan? value, string option)
        {
            if (value < PurgeOptions.LeastAge || value > RetentionOptions.LongestAge)
            {
                faults.Add($"AutomationOptions.Retention.{option} is {value}; 1 hour to 36500 days are allowed, or null to keep for ever.");
            }
        }

        void Positive(TimeSpan value, string option, bool mayBeInfinite)
        {
            if (value <= TimeSpan.Zero && !(mayBeInfinite && value == Timeout.InfiniteTimeSpan))
            {
                faults.Add($"AutomationOptions.{option} is {value}; more than zero is allowed{(mayBeInfinite ? ", or Timeout.InfiniteTimeSpan for never" : "")}.");
            }
        }
    }
}

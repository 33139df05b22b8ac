using System.Globalization;
using Automation.Definitions;

namespace Automation.Scheduling;

/// <summary>The limits that count in a scope: what the host says of it, else what it says for all.</summary>
/// <param name="own">What the host's directory says of the scope; null for nothing.</param>
/// <param name="options">What counts for all.</param>
internal readonly struct ScopeBounds(ScopeLimits? own, AutomationOptions options)
{
    public int? MaxRuns => own?.MaxRunsPerScope ?? options.MaxRunsPerScope;

    public decimal? Budget => own?.BudgetPerScope ?? options.BudgetPerScope;

    public BudgetPeriod BudgetPeriod => own?.BudgetPerScopePeriod ?? options.BudgetPerScopePeriod;

    public int MaxChainDepth => own?.MaxChainDepth ?? options.MaxChainDepth;

    public int MaxRunsPerRoot => own?.MaxRunsPerRoot ?? options.MaxRunsPerRoot;

    public PurgeOptions Ages => own?.Retention ?? options.Retention.Ages();

    /// <summary>Where the budget is said.</summary>
    public string BudgetOption => Place(own?.BudgetPerScope is not null, nameof(ScopeLimits.BudgetPerScope));

    /// <summary>Where the depth is said.</summary>
    public string DepthOption => Place(own?.MaxChainDepth is not null, nameof(ScopeLimits.MaxChainDepth));

    /// <summary>Where the number of runs is said.</summary>
    public string RootOption => Place(own?.MaxRunsPerRoot is not null, nameof(ScopeLimits.MaxRunsPerRoot));

    /// <summary>Whether the host may say these.</summary>
    public static bool AreInRange(string scope, ScopeLimits? limits)
    {
        try
        {
            Check(scope, limits);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidOperationException">A limit is out of range.</exception>
    public static void Check(string scope, ScopeLimits? limits)
    {
        if (limits is null)
        {
            return;
        }

        Refuse(limits.MaxRunsPerScope < 1, nameof(limits.MaxRunsPerScope), limits.MaxRunsPerScope, "1 or more is allowed");
        Refuse(limits.BudgetPerScope is { } budget && !Credits.IsAmount(budget), nameof(limits.BudgetPerScope), limits.BudgetPerScope, Credits.Range);
        Refuse(limits.BudgetPerScopePeriod is { } period && !Enum.IsDefined(period), nameof(limits.BudgetPerScopePeriod), limits.BudgetPerScopePeriod, "Day, Week or Month is allowed");
        Refuse(limits.MaxChainDepth is < 0 or > 1000, nameof(limits.MaxChainDepth), limits.MaxChainDepth, "0 to 1000 is allowed");
        Refuse(limits.MaxRunsPerRoot is < 1 or > 1_000_000, nameof(limits.MaxRunsPerRoot), limits.MaxRunsPerRoot, "1 to 1000000 is allowed");
        foreach (var age in limits.Retention is { } ages ? (ReadOnlySpan<TimeSpan?>)[ages.Succeeded, ages.Failed, ages.Cancelled, ages.Events, ages.Suggestions] : [])
        {
            Refuse(age < PurgeOptions.LeastAge || age > RetentionOptions.LongestAge, nameof(limits.Retention), age, "ages of 1 hour to 36500 days are allowed");
        }

        void Refuse(bool refused, string name, object? value, string allowed)
        {
            if (refused)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"ScopeLimits.{name} of scope '{scope}' is {value}; {allowed}, or null for what AutomationOptions says."));
            }
        }
    }

    private static string Place(bool isOwn, string name) => isOwn ? $"ScopeLimits.{name}" : $"AutomationOptions.{name}";
}

namespace Automation;

/// <summary>What the host allows a scope, where that is something else than for all: tenants with plans. What is null counts as <c>AutomationOptions</c> says.</summary>
/// <remarks>Hosts on one store should agree. A change concerns what is accepted and created from then on: a lowered limit stops starts, not runs.</remarks>
public sealed record ScopeLimits
{
    /// <summary>How many runs of the scope all hosts together work on at the same time: in place of <c>AutomationOptions.MaxRunsPerScope</c>.</summary>
    /// <value>1 or more. The limit that the scope's youngest run was created with counts.</value>
    public int? MaxRunsPerScope { get; init; }

    /// <summary>How much the runs of the scope may cost in a period, in credits: in place of <c>AutomationOptions.BudgetPerScope</c>.</summary>
    /// <value>0 to 1,000,000,000, with at most six digits behind the point.</value>
    public decimal? BudgetPerScope { get; init; }

    /// <summary>When the budget begins anew: in place of <c>AutomationOptions.BudgetPerScopePeriod</c>.</summary>
    public BudgetPeriod? BudgetPerScopePeriod { get; init; }

    /// <summary>How many runs may lie between an event and the one from outside that began the chain: in place of <c>AutomationOptions.MaxChainDepth</c>.</summary>
    /// <value>0 to 1,000. For a chain through several scopes, that of the scope in which an event is accepted counts.</value>
    public int? MaxChainDepth { get; init; }

    /// <summary>How many runs an event from outside may start with all that it causes: in place of <c>AutomationOptions.MaxRunsPerRoot</c>.</summary>
    /// <value>1 to 1,000,000.</value>
    public int? MaxRunsPerRoot { get; init; }

    /// <summary>How long the history of the scope is kept: in place of all ages of <c>AutomationOptions.Retention</c>. An age in it that is null keeps for ever.</summary>
    /// <value>Ages of 1 hour to 36500 days.</value>
    public PurgeOptions? Retention { get; init; }
}

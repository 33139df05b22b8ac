namespace Automation;

/// <summary>A budget of a scope, and what is used of it in the present period. Amounts are credits.</summary>
public sealed record BudgetSummary
{
    /// <summary>The rule whose runs it is for; null for the budget of all rules of the scope together.</summary>
    public string? Rule { get; init; }

    /// <summary>How long a period lasts.</summary>
    public required BudgetPeriod Period { get; init; }

    /// <summary>When the present period began, UTC.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the next period begins, UTC.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>How much the runs of a period may cost, as it counts now.</summary>
    public required decimal Amount { get; init; }

    /// <summary>What runs of this period that have ended cost.</summary>
    public required decimal Spent { get; init; }

    /// <summary>What runs of this period that have not ended may cost.</summary>
    public required decimal Reserved { get; init; }

    /// <summary>What a further run may cost; never less than 0, also when more was spent than there was.</summary>
    public decimal Left => Math.Max(0, Amount - Spent - Reserved);
}

namespace Automation;

/// <summary>A rule was started by hand, or a run was run again, and a budget has not enough left for what the run may cost; nothing was stored.</summary>
/// <remarks>Which budgets there are is said by <c>GuardOptions.Budget</c> and <c>AutomationOptions.BudgetPerScope</c>; what is left of them by <see cref="IScopedAutomation.ListBudgetsAsync"/>.</remarks>
/// <param name="scope">The scope.</param>
/// <param name="rule">The rule.</param>
/// <param name="cost">What the run may cost, in credits.</param>
/// <param name="until">When the next period begins, UTC; null when the run has room in none.</param>
/// <param name="message">The same in a sentence.</param>
public sealed class OverBudgetException(string scope, string rule, decimal cost, DateTimeOffset? until, string message) : Exception(message)
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The rule.</summary>
    public string Rule { get; } = rule;

    /// <summary>What the run may cost, in credits.</summary>
    public decimal Cost { get; } = cost;

    /// <summary>When the next period begins, UTC; null when the run has room in none.</summary>
    public DateTimeOffset? Until { get; } = until;
}

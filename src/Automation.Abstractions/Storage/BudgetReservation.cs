namespace Automation.Storage;

/// <summary>What a run takes of budgets from its creation until its end, as one act with each: in all of them, or it is not created. Amounts are millionths of a credit.</summary>
/// <remarks>
/// A run whose reservation a budget has no room for is not created, and nothing of its operation is stored: <see cref="AcceptStatus.OverBudget"/>. There is room as long as what is spent, what is reserved and
/// <see cref="Amount"/> together are no more than <see cref="BudgetShare.Most"/>; that of the operation counts, and is not stored. No committed state has more reserved than there was room for when its runs were created. The run keeps its reservation whatever becomes of it,
/// until it ends: then the same transaction takes it back, and adds what the run cost (<see cref="RunTransition.End.Spent"/>).
/// </remarks>
/// <param name="Amount">How much; 1 to <see cref="Largest"/>.</param>
public sealed record BudgetReservation(long Amount)
{
    /// <summary>The largest amount.</summary>
    public const long Largest = 1_000_000_000_000_000_000;

    /// <summary>The most that a period is said to have spent; more counts as this.</summary>
    public const long MostSpent = 4 * Largest;

    /// <summary>The period of the budget of the run's rule; null for none. At least one of the two is not null.</summary>
    public BudgetShare? OfRule { get; init; }

    /// <summary>The period of the budget of the run's scope; null for none.</summary>
    public BudgetShare? OfScope { get; init; }

    /// <summary>The periods that a run of the rule reserves of: of its rule's budget first.</summary>
    public IEnumerable<(BudgetKey Key, BudgetShare Share)> Shares(string rule)
    {
        if (OfRule is { } ofRule)
        {
            yield return (new BudgetKey(rule, ofRule.Period), ofRule);
        }

        if (OfScope is { } ofScope)
        {
            yield return (new BudgetKey("", ofScope.Period), ofScope);
        }
    }
}

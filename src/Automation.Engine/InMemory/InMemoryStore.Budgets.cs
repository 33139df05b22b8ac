namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<BudgetRecord>> ListBudgetsAsync(string scope, IReadOnlyCollection<BudgetKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Transact<IReadOnlyList<BudgetRecord>>(
            data => [.. keys.Distinct().Where(key => data.Budgets.Has(scope, key)).Select(key => data.Budgets.Of(scope, key))], cancellationToken);
    }
}

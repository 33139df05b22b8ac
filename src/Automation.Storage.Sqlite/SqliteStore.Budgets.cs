namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<BudgetRecord>> ListBudgetsAsync(string scope, IReadOnlyCollection<BudgetKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return ReadAsync(session => session.Budgets.List(scope, keys), cancellationToken);
    }
}

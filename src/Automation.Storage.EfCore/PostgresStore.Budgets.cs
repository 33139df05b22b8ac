namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    private readonly OverBudgetAccepts _overBudgetAccepts = new(options.QuotedSchema, work.Budget);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BudgetRecord>> ListBudgetsAsync(string scope, IReadOnlyCollection<BudgetKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var asked = !PostgresText.CanKeep(scope) ? [] : keys.Distinct().Where(key => PostgresText.CanKeep(key.Rule) && PostgresText.CanKeep(key.Period)).ToArray();
        return ReadAsync<IReadOnlyList<BudgetRecord>>(
            async connection => await AllAsync(
                connection,
                work.Budget.Used,
                row => new BudgetRecord(asked[(int)row.GetInt64(0) - 1], row.GetInt64(1), row.GetInt64(2)),
                cancellationToken,
                asked.Select(_ => scope).ToArray(),
                asked.Select(key => key.Rule).ToArray(),
                asked.Select(key => key.Period).ToArray()).ConfigureAwait(false),
            cancellationToken);
    }
}

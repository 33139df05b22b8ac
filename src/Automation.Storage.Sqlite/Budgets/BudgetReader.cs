namespace Automation.Storage;

/// <summary>Reads what is used of budgets.</summary>
internal sealed class BudgetReader(SqliteConnectionHandle connection)
{
    private readonly Statement _find = connection.Prepare(BudgetSql.Find, "budget");

    /// <summary>Zeros where nothing ever was.</summary>
    public BudgetRecord Read(string scope, BudgetKey key) => Find(scope, key) ?? new BudgetRecord(key, 0, 0);

    public IReadOnlyList<BudgetRecord> List(string scope, IEnumerable<BudgetKey> keys) => [.. keys.Distinct().Select(key => Find(scope, key)).OfType<BudgetRecord>()];

    private BudgetRecord? Find(string scope, BudgetKey key)
    {
        using var rows = _find.With().Text(scope).Text(key.Rule).Text(key.Period).Query();
        return rows.Next() ? new BudgetRecord(key, rows.Number(0), rows.Number(1)) : null;
    }
}

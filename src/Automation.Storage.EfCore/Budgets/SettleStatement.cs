namespace Automation.Storage;

/// <summary>See <see cref="BudgetSql.Settle"/>.</summary>
internal sealed class SettleStatement : OwnerStatement
{
    private readonly List<long> _spent;

    public SettleStatement(BudgetSql sql)
        : base(sql.Settle) =>
        _spent = Numbers();

    public void Add(RecordOperation record, long spent)
    {
        AddRun(record);
        _spent.Add(spent);
    }
}

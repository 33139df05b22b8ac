namespace Automation.Storage;

/// <summary>See <see cref="BudgetSql.Keep"/>.</summary>
internal sealed class KeepStatement : RowStatement
{
    private readonly List<Guid> _runs;
    private readonly List<long> _amounts;
    private readonly TextColumn _rulePeriods;
    private readonly TextColumn _scopePeriods;

    public KeepStatement(BudgetSql sql)
        : base(sql.Keep)
    {
        _runs = Ids();
        _amounts = Numbers();
        _rulePeriods = Texts("period of a budget");
        _scopePeriods = Texts("period of a budget");
    }

    public bool IsEmpty => _runs.Count == 0;

    public void Add(RunRecord run, BudgetReservation reservation)
    {
        _runs.Add(run.Id.Value);
        _amounts.Add(reservation.Amount);
        _rulePeriods.Add(reservation.OfRule?.Period);
        _scopePeriods.Add(reservation.OfScope?.Period);
    }
}

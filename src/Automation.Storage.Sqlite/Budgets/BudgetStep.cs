namespace Automation.Storage;

/// <summary>What runs take of budgets, and give back, inside a transaction that is already begun.</summary>
internal sealed class BudgetStep(SqliteConnectionHandle connection)
{
    private readonly BudgetReader _budgets = new(connection);
    private readonly Statement _reserve = connection.Prepare(BudgetSql.Reserve);
    private readonly Statement _keep = connection.Prepare(BudgetSql.Keep);
    private readonly Statement _kept = connection.Prepare(BudgetSql.Kept, "live");
    private readonly Statement _settle = connection.Prepare(BudgetSql.Settle);

    /// <summary>The runs of the operation that no budget has room for.</summary>
    public IReadOnlyList<OverBudgetRun> Refusals(AcceptOperation accept) =>
        accept.Runs.Any(static run => run.Reservation is not null) ? new BudgetRoom(_budgets.Read).Refusals(accept) : [];

    /// <summary>A run is created: it holds what it reserves.</summary>
    public void Reserve(RunRecord run, BudgetReservation reservation)
    {
        foreach (var (key, share) in reservation.Shares(run.Rule))
        {
            _reserve.With().Text(run.Scope).Text(key.Rule).Text(key.Period).Number(reservation.Amount).Time(share.Until).Run();
        }

        _keep.With().Number(reservation.Amount).Text(reservation.OfRule?.Period).Text(reservation.OfScope?.Period).Id(run.Id.Value).Run();
    }

    /// <summary>A run ends: what it cost takes the place of what it had reserved. Before its live row goes.</summary>
    public void Settle(RunId run, LiveRow row, long cost)
    {
        foreach (var (key, amount) in Kept(run, row))
        {
            _settle.With().Number(amount).Number(Math.Min(cost, BudgetReservation.MostSpent)).Text(row.Scope).Text(key.Rule).Text(key.Period).Run();
        }
    }

    private List<(BudgetKey Key, long Amount)> Kept(RunId run, LiveRow row)
    {
        var kept = new List<(BudgetKey, long)>();
        using var rows = _kept.With().Id(run.Value).Query();
        if (rows.Next() && rows.NumberOrNull(0) is { } amount)
        {
            foreach (var (rule, period) in ((string, string?)[])[(row.Rule, rows.TextOrNull(1)), ("", rows.TextOrNull(2))])
            {
                if (period is not null)
                {
                    kept.Add((new BudgetKey(rule, period), amount));
                }
            }
        }

        return kept;
    }
}

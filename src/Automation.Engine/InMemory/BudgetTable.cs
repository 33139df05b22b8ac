namespace Automation.Storage;

/// <summary>What is used of each period of each budget.</summary>
internal sealed class BudgetTable
{
    private readonly Dictionary<(string Scope, BudgetKey Key), (long Spent, long Reserved, DateTimeOffset Until)> _periods = [];

    public BudgetRecord Of(string scope, BudgetKey key)
    {
        var (spent, reserved, _) = _periods.GetValueOrDefault((scope, key));
        return new BudgetRecord(key, spent, reserved);
    }

    public bool Has(string scope, BudgetKey key) => _periods.ContainsKey((scope, key));

    /// <summary>A run is created.</summary>
    public void Reserve(RunRow run, UndoLog undo)
    {
        foreach (var (key, share) in run.Reservation?.Shares(run.Record.Rule) ?? [])
        {
            var (spent, reserved, _) = _periods.GetValueOrDefault((run.Record.Scope, key));
            Set((run.Record.Scope, key), (spent, reserved + run.Reservation!.Amount, share.Until.ToUniversalTime()), undo);
        }
    }

    /// <summary>A run has ended: what it cost takes the place of what it had reserved. Nothing, when the period is forgotten by now.</summary>
    public void Settle(RunRow run, long cost, UndoLog undo)
    {
        foreach (var (key, _) in run.Reservation?.Shares(run.Record.Rule) ?? [])
        {
            if (_periods.TryGetValue((run.Record.Scope, key), out var period))
            {
                var spent = Math.Min(period.Spent + Math.Min(cost, BudgetReservation.MostSpent), BudgetReservation.MostSpent);
                Set((run.Record.Scope, key), (spent, Math.Max(period.Reserved - run.Reservation!.Amount, 0), period.Until), undo);
            }
        }
    }

    /// <summary>Removes the periods that ended before an instant. Answers how many.</summary>
    public int RemoveBefore(DateTimeOffset instant, UndoLog undo)
    {
        var old = _periods.Where(period => period.Value.Until < instant).ToArray();
        foreach (var (key, period) in old)
        {
            _periods.Remove(key);
            undo.Add(() => _periods.Add(key, period));
        }

        return old.Length;
    }

    /// <summary>What a diagnosis says of the periods that have more or less reserved than runs hold which have not ended.</summary>
    public IEnumerable<string> Imbalances(IEnumerable<RunRow> runs)
    {
        var held = runs.Where(run => run.Live is not null && run.Reservation is not null)
            .SelectMany(run => run.Reservation!.Shares(run.Record.Rule).Select(share => (run.Record.Scope, share.Key, run.Reservation.Amount)))
            .GroupBy(share => (share.Scope, share.Key)).ToDictionary(shares => shares.Key, shares => shares.Sum(share => (decimal)share.Amount));
        return _periods.Where(period => period.Value.Reserved != held.GetValueOrDefault(period.Key))
            .Select(period => new BudgetRecord(period.Key.Key, period.Value.Spent, period.Value.Reserved).DescribeImbalance(period.Key.Scope, held.GetValueOrDefault(period.Key)));
    }

    private void Set((string, BudgetKey) key, (long, long, DateTimeOffset) period, UndoLog undo)
    {
        var known = _periods.TryGetValue(key, out var before);
        _periods[key] = period;
        undo.Add(() => Restore(key, known, before));
    }

    private void Restore((string, BudgetKey) key, bool known, (long, long, DateTimeOffset) before)
    {
        if (known)
        {
            _periods[key] = before;
        }
        else
        {
            _periods.Remove(key);
        }
    }
}

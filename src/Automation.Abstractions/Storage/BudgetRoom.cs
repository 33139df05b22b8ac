namespace Automation.Storage;

/// <summary>Whether budgets have room for the runs of operations, one after the other. In one place, so that all stores agree.</summary>
/// <remarks>Not thread-safe; for the operations of one batch.</remarks>
/// <param name="read">What is used of a period by now; zeros where nothing ever was.</param>
public sealed class BudgetRoom(Func<string, BudgetKey, BudgetRecord> read)
{
    private Dictionary<(string Scope, BudgetKey Key), long> _taken = [];

    /// <summary>The runs of an operation that no budget has room for. When there is none, what the operation reserves counts for the next one.</summary>
    public IReadOnlyList<OverBudgetRun> Refusals(AcceptOperation accept)
    {
        ArgumentNullException.ThrowIfNull(accept);
        List<OverBudgetRun>? refused = null;
        Dictionary<(string Scope, BudgetKey Key), long>? taken = null;
        for (var i = 0; i < accept.Runs.Count; i++)
        {
            if (accept.Runs[i].Reservation is not { } reservation)
            {
                continue;
            }

            taken ??= new(_taken);
            var rule = accept.Runs[i].Run.Rule;
            if (FullOf(accept.Scope, rule, reservation, taken) is { } full)
            {
                (refused ??= []).Add(new OverBudgetRun(rule, full));
                continue;
            }

            foreach (var (key, _) in reservation.Shares(rule))
            {
                taken[(accept.Scope, key)] = taken.GetValueOrDefault((accept.Scope, key)) + reservation.Amount;
            }
        }

        _taken = refused is null && taken is not null ? taken : _taken;
        return (IReadOnlyList<OverBudgetRun>?)refused ?? [];
    }

    private BudgetRecord? FullOf(string scope, string rule, BudgetReservation reservation, Dictionary<(string Scope, BudgetKey Key), long> taken)
    {
        foreach (var (key, share) in reservation.Shares(rule))
        {
            var budget = read(scope, key);
            budget = budget with { Reserved = budget.Reserved + taken.GetValueOrDefault((scope, key)) };
            if (budget.Spent + budget.Reserved + reservation.Amount > share.Most)
            {
                return budget;
            }
        }

        return null;
    }
}

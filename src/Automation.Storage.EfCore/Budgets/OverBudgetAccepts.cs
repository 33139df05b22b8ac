using Npgsql;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch that a budget has no room for.</summary>
internal sealed class OverBudgetAccepts(string schema, BudgetSql budgets)
{
    private readonly SeenAccepts _seen = new(schema);

    /// <summary>
    /// Adds their answers by index, by what is used without the ends of the batch: true at one moment of the call, whatever becomes of those. What is sent again without them is asked again under the lock.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="refused">What was answered already.</param>
    /// <param name="passedOver">The indexes of those that are not sent again for another reason, and so take nothing.</param>
    /// <param name="withEnds">Whether those are worth another try that have room behind the ends of the batch.</param>
    /// <returns>Those that are.</returns>
    public async Task<IReadOnlySet<StoreOperation>> FindAsync(NpgsqlConnection connection, CommitBatch batch, Dictionary<int, AcceptResult> refused, IReadOnlyCollection<int> passedOver, bool withEnds)
    {
        var accepts = await _seen.OthersAsync(
            connection, batch, index => refused.ContainsKey(index) || passedOver.Contains(index), static accept => accept.Runs.Any(static run => run.Reservation is not null)).ConfigureAwait(false);
        var used = await UsedAsync(connection, accepts).ConfigureAwait(false);
        var settled = new Dictionary<(string Scope, BudgetKey Key), BudgetRecord>(used);
        var ends = withEnds ? await EndsAsync(connection, batch).ConfigureAwait(false) : [];
        var (room, roomBehind) = (new BudgetRoom((scope, key) => used[(scope, key)]), new BudgetRoom((scope, key) => settled[(scope, key)]));
        var behindEnds = new HashSet<StoreOperation>(ReferenceEqualityComparer.Instance);
        foreach (var (accept, index) in accepts)
        {
            for (; ends.TryPeek(out var end) && end.Index < index; ends.Dequeue())
            {
                Settle(settled, end);
            }

            var (over, overBehind) = (room.Refusals(accept), roomBehind.Refusals(accept));
            if (over.Count > 0 && overBehind.Count == 0)
            {
                behindEnds.Add(accept);
            }
            else if (over.Count > 0)
            {
                refused[index] = new AcceptResult { Status = AcceptStatus.OverBudget, OverBudget = over };
            }
        }

        return behindEnds;
    }

    private static void Settle(Dictionary<(string Scope, BudgetKey Key), BudgetRecord> used, (int Index, string Scope, BudgetKey Key, long Held, long Spent) end)
    {
        if (used.TryGetValue((end.Scope, end.Key), out var budget))
        {
            used[(end.Scope, end.Key)] = budget with { Spent = budget.Spent + Math.Min(end.Spent, BudgetReservation.MostSpent - budget.Spent), Reserved = budget.Reserved - end.Held };
        }
    }

    private async Task<Dictionary<(string Scope, BudgetKey Key), BudgetRecord>> UsedAsync(NpgsqlConnection connection, List<(AcceptOperation Accept, int Index)> accepts)
    {
        var keys = accepts
            .SelectMany(pair => pair.Accept.Runs.SelectMany(created => created.Reservation?.Shares(created.Run.Rule).Select(share => (pair.Accept.Scope, share.Key)) ?? []))
            .Distinct().ToArray();
        var used = keys.ToDictionary(key => key, key => new BudgetRecord(key.Key, 0, 0));
        var rows = await SqlCommands.AllAsync(
            connection,
            budgets.Used,
            row => (Place: (int)row.GetInt64(0) - 1, Spent: row.GetInt64(1), Reserved: row.GetInt64(2)),
            CancellationToken.None,
            keys.Select(key => key.Scope).ToArray(),
            keys.Select(key => key.Key.Rule).ToArray(),
            keys.Select(key => key.Key.Period).ToArray()).ConfigureAwait(false);
        foreach (var (place, spent, reserved) in rows)
        {
            used[keys[place]] = new BudgetRecord(keys[place].Key, spent, reserved);
        }

        return used;
    }

    /// <summary>What the ends of the batch give back and spend, in its order.</summary>
    private async Task<Queue<(int Index, string Scope, BudgetKey Key, long Held, long Spent)>> EndsAsync(NpgsqlConnection connection, CommitBatch batch)
    {
        var ends = batch.Operations.Select((operation, index) => (Record: operation as RecordOperation, Index: index))
            .Where(pair => pair.Record?.Transition is RunTransition.End { Spent: not null })
            .ToDictionary(pair => pair.Record!.RunId.Value, pair => (pair.Index, Record: pair.Record!, Spent: ((RunTransition.End)pair.Record!.Transition).Spent!.Value));
        if (ends.Count == 0)
        {
            return [];
        }

        var held = await SqlCommands.AllAsync(
            connection,
            budgets.Held,
            row => (Run: row.GetGuid(0), Scope: row.GetString(1), Rule: row.GetString(2), Amount: row.GetInt64(3), OfRule: row.IsDBNull(4) ? null : row.GetString(4), OfScope: row.IsDBNull(5) ? null : row.GetString(5)),
            CancellationToken.None,
            batch.Node!.NodeId,
            ends.Keys.ToArray(),
            ends.Values.Select(end => end.Record.ClaimNumber).ToArray(),
            ends.Values.Select(end => (long)end.Record.Consumed.Count).ToArray()).ConfigureAwait(false);
        return new(held
            .SelectMany(run => ((string Rule, string? Period)[])[(run.Rule, run.OfRule), ("", run.OfScope)], (run, share) => (run, share))
            .Where(pair => pair.share.Period is not null)
            .Select(pair => (ends[pair.run.Run].Index, pair.run.Scope, new BudgetKey(pair.share.Rule, pair.share.Period!), pair.run.Amount, ends[pair.run.Run].Spent))
            .OrderBy(end => end.Index));
    }
}

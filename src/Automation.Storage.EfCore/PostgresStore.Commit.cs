using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <summary>So many times the scopes' rules may change, or rules be busy anew, while one batch is sent before the batch counts as not stored.</summary>
    private const int MaxRounds = 20;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OperationResult>> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.ThrowIfInvalid();
        ThrowIfNotOpen();
        return _writers.UseAsync(
            async (connection, statements) =>
            {
                var results = await CommitAsync(connection, statements, batch).ConfigureAwait(false);
                return await WithSignalsAsync(connection, batch, results).ConfigureAwait(false);
            },
            batch.Node?.NodeId,
            cancellationToken);
    }

    /// <summary>A plain end waits for its run's row where it deletes it: it is refused by a signal that its statement, which began before, does not see. So the signal is read behind it.</summary>
    private async Task<IReadOnlyList<OperationResult>> WithSignalsAsync(NpgsqlConnection connection, CommitBatch batch, IReadOnlyList<OperationResult> results)
    {
        List<int>? blind = null;
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i] is RecordResult { Applied: true, Transitioned: false, Signals.Count: 0 } && batch.Operations[i] is RecordOperation { Transition: RunTransition.End })
            {
                (blind ??= []).Add(i);
            }
        }

        if (blind is null)
        {
            return results;
        }

        try
        {
            var ids = blind.Select(i => ((RecordOperation)batch.Operations[i]).RunId.Value).ToArray();
            var signals = (await AllAsync(connection, _runSql.Signals, row => (Run: row.GetGuid(0), Signal: SignalColumns.Read(row, 1)), CancellationToken.None, ids).ConfigureAwait(false))
                .ToLookup(pair => pair.Run, pair => pair.Signal);
            var seen = results.ToArray();
            foreach (var i in blind)
            {
                var result = (RecordResult)results[i];
                seen[i] = new RecordResult { Applied = true, Transitioned = false, MadeReady = result.MadeReady, Signals = [.. signals[((RecordOperation)batch.Operations[i]).RunId.Value]] };
            }

            return seen;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException or InvalidOperationException)
        {
            // The batch is stored (the connection may be broken, or closed by now), and its answer is true: the run's next record answers the signals.
            return results;
        }
    }

    private async Task<IReadOnlyList<OperationResult>> CommitAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch)
    {
        try
        {
            return await StoreAsync(connection, statements, batch, behindEnds: null).ConfigureAwait(false);
        }
        catch (BatchRefusedException refusal)
        {
            return await CommitWithoutRefusedAsync(connection, statements, batch, refusal).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresFaults.OfWrite(fault, "The commit's answer did not come");
        }
    }

    /// <summary>Rules of a scope, or a series of events, changed since operations were decided, or a rule, a chain or a budget takes no further run: those are answered so, and the others are stored.</summary>
    private async Task<IReadOnlyList<OperationResult>> CommitWithoutRefusedAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch, BatchRefusedException refusal)
    {
        var full = new Dictionary<int, AcceptResult>();
        IReadOnlySet<StoreOperation>? behindEnds = null;
        for (var round = 0; round < MaxRounds; round++)
        {
            try
            {
                var refused = await _staleAccepts.FindAsync(connection, batch).ConfigureAwait(false);
                if (refusal is RuleTakesNoneException)
                {
                    await _busyAccepts.FindAsync(connection, batch, full).ConfigureAwait(false);
                }
                else if (refusal is ChainFullException)
                {
                    await _fullChainAccepts.FindAsync(connection, batch, full, refused.Keys).ConfigureAwait(false);
                }
                else if (refusal is NoRoomException)
                {
                    // Once some are tried behind the ends of the batch. If those do not make room after all, it is what there is without them that counts.
                    behindEnds = await _overBudgetAccepts.FindAsync(connection, batch, full, refused.Keys, withEnds: behindEnds is null).ConfigureAwait(false);
                }

                foreach (var (index, answer) in full)
                {
                    refused.TryAdd(index, answer);
                }

                foreach (var (index, moved) in await _movedSeries.FindAsync(connection, batch, refused.Keys, ClockOf(batch.Now)).ConfigureAwait(false))
                {
                    refused[index] = moved;
                }

                var rest = batch.Operations.Where((_, index) => !refused.ContainsKey(index)).ToList();
                var left = new CommitBatch { Node = batch.Node, Now = batch.Now, Operations = rest };
                var results = new Queue<OperationResult>(await StoreAsync(connection, statements, left, behindEnds).ConfigureAwait(false));
                return [.. batch.Operations.Select((_, index) => refused.TryGetValue(index, out var answer) ? answer : results.Dequeue())];
            }
            catch (BatchRefusedException again)
            {
                // Changed again meanwhile: look again.
                refusal = again;
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
            {
                throw PostgresFaults.OfWrite(fault, "The commit's answer did not come");
            }
        }

        throw new StoreConflictException($"The rules of a scope, or a series of events, changed, or rules were busy anew, {MaxRounds} times while one batch was stored; nothing was stored.");
    }

    private async Task<List<OperationResult>> StoreAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch, IReadOnlySet<StoreOperation>? behindEnds)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StoreOnceAsync(connection, statements, batch, behindEnds).ConfigureAwait(false);
            }
            catch (EventAwaitedException) when (attempt <= options.Tries)
            {
                // The next try delivers the event.
            }
            catch (StoreConflictException conflict) when (attempt < options.Tries)
            {
                // Nobody has to hear of a transaction in the way that is gone now.
                LogConflict(batch.Operations.Count, conflict.Message);
            }
        }
    }

    private Task<List<OperationResult>> StoreOnceAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch, IReadOnlySet<StoreOperation>? behindEnds) =>
        batch.Operations.Any(static operation => operation is AcceptOperation { FromIntake: true } or AcceptOperation { Advance: not null })
            ? StoreWithTakingAsync(connection, statements, batch, behindEnds)
            : statements.ExecuteAsync(connection, batch, ClockOf(batch.Now), behindEnds);
}

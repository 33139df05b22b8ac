using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>Reads runs with everything that hangs on them, in one round trip.</summary>
internal sealed class RunReader(RunSql sql)
{
    /// <summary>The runs in the order of the ids; those that do not exist are left out. The caller holds a transaction, so that all statements see one moment.</summary>
    public async Task<List<StoredRun>> LoadAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken)
    {
        var runs = new Dictionary<Guid, RunRecord>();
        var events = new Dictionary<Guid, EventRecord>();
        var entries = new Dictionary<Guid, List<LedgerEntry>>();
        var signals = new Dictionary<Guid, List<SignalRecord>>();
        var live = new Dictionary<Guid, LiveRecord>();
        var waits = new Dictionary<Guid, List<WaitRecord>>();
        var lastLog = new Dictionary<Guid, long>();

        using var batch = new NpgsqlBatch(connection);
        foreach (var text in (string[])[sql.Runs, sql.Events, sql.Entries, sql.Signals, sql.Live, sql.Waits, sql.LastLog])
        {
            var command = new NpgsqlBatchCommand(text);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
            batch.BatchCommands.Add(command);
        }

        await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            await EachAsync(rows, row => runs[row.GetGuid(0)] = RunRows.ReadRunWithInput(row), cancellationToken).ConfigureAwait(false);
            await EachAsync(rows, row => events[row.GetGuid(0)] = RunRows.ReadEvent(row), cancellationToken).ConfigureAwait(false);
            await EachAsync(rows, row => Add(entries, row.GetGuid(0), RunRows.ReadEntry(row)), cancellationToken).ConfigureAwait(false);
            await EachAsync(rows, row => Add(signals, row.GetGuid(0), SignalColumns.Read(row, 1)), cancellationToken).ConfigureAwait(false);
            await EachAsync(rows, row => live[row.GetGuid(0)] = RunRows.ReadLive(row, 1), cancellationToken).ConfigureAwait(false);
            await EachAsync(rows, row => Add(waits, row.GetGuid(0), new WaitRecord(new StepPath(row.GetString(1)), row.GetString(2), row.GetString(3))), cancellationToken).ConfigureAwait(false);
            await EachAsync(rows, row => lastLog[row.GetGuid(0)] = row.IsDBNull(1) ? 0 : row.GetInt64(1), cancellationToken).ConfigureAwait(false);
        }

        var found = new List<StoredRun>(ids.Length);
        foreach (var id in ids)
        {
            if (runs.TryGetValue(id, out var run))
            {
                found.Add(new StoredRun
                {
                    Run = run,
                    Event = run.EventId is { } @event ? events.GetValueOrDefault(@event.Value) : null,
                    Entries = entries.TryGetValue(id, out var ledger) ? ledger : [],
                    Signals = signals.TryGetValue(id, out var unconsumed) ? unconsumed : [],
                    Waits = waits.TryGetValue(id, out var waiting) ? waiting : [],
                    Live = live.GetValueOrDefault(id),
                    LastLogNumber = lastLog.GetValueOrDefault(id),
                });
            }
        }

        return found;
    }

    private static async Task EachAsync(NpgsqlDataReader rows, Action<NpgsqlDataReader> read, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            read(rows);
        }

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Add<T>(Dictionary<Guid, List<T>> lists, Guid run, T one)
    {
        if (!lists.TryGetValue(run, out var list))
        {
            lists[run] = list = [];
        }

        list.Add(one);
    }
}

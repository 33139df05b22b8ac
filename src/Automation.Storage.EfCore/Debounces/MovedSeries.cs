using Npgsql;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch whose series of events are not as they expect.</summary>
internal sealed class MovedSeries(DebounceSql sql)
{
    /// <summary>Their answers by index; the operations count in their order.</summary>
    public async Task<Dictionary<int, AcceptResult>> FindAsync(NpgsqlConnection connection, CommitBatch batch, IReadOnlyCollection<int> except, DateTime? clock)
    {
        var moved = new Dictionary<int, AcceptResult>();
        var accepts = batch.Operations.Select((operation, index) => (Accept: operation as AcceptOperation, Index: index))
            .Where(pair => pair.Accept is { Debounces.Count: > 0 } or { Debounced: not null } && !except.Contains(pair.Index))
            .Select(pair => (Accept: pair.Accept!, pair.Index)).ToList();
        if (accepts.Count == 0)
        {
            return moved;
        }

        var state = await ReadAsync(connection, [.. accepts.Select(pair => pair.Accept)], clock).ConfigureAwait(false);
        foreach (var (accept, index) in accepts)
        {
            if (state.Apply(accept) is { } refused)
            {
                moved[index] = refused;
            }
        }

        return moved;
    }

    private async Task<SeriesState> ReadAsync(NpgsqlConnection connection, List<AcceptOperation> accepts, DateTime? clock)
    {
        var keys = accepts.SelectMany(SeriesState.KeysOf).Distinct().ToList();
        var present = await SqlCommands.AllAsync(
            connection, sql.Present, PostgresStore.ReadDebounce, CancellationToken.None,
            keys.Select(key => key.Scope).ToArray(), keys.Select(key => key.Rule).ToArray(), keys.Select(key => key.Key).ToArray(), clock).ConfigureAwait(false);
        var runs = accepts.SelectMany(accept => accept.Debounces).Select(join => join.RunId.Value).Distinct().ToArray();
        var ended = await SqlCommands.AllAsync(connection, sql.Ended, row => row.GetGuid(0), CancellationToken.None, (object)runs).ConfigureAwait(false);
        return new SeriesState(present, ended);
    }
}

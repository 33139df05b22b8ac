using System.Data;
using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<StoredRun?> LoadRunAsync(RunId runId, CancellationToken cancellationToken) =>
        ReadAsync(connection => LoadOneAsync(connection, runId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredRun?> FindRunAsync(string scope, RunId runId, CancellationToken cancellationToken) =>
        ReadAsync(
            async connection => await LoadOneAsync(connection, runId, cancellationToken).ConfigureAwait(false) is { } run
                && string.Equals(run.Run.Scope, scope, StringComparison.Ordinal) ? run : null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LiveRun>> ListLiveRunsAsync(RunId? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<LiveRun>>(
            async connection => await AllAsync(
                connection, _runSql.LiveRuns, row => new LiveRun(new RunId(row.GetGuid(0)), row.GetString(1), row.GetString(2), row.GetString(3)), cancellationToken,
                after?.Value ?? Guid.Empty, limit).ConfigureAwait(false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EventRecord?> FindEventAsync(string scope, AutomationEventId eventId, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) ? Task.FromResult<EventRecord?>(null) : ReadAsync(
            connection => FirstAsync(connection, _runSql.Event, RunRows.ReadEvent, cancellationToken, eventId.Value, scope), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EventSummary>> ListEventsAsync(string scope, EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return !PostgresText.CanKeep(scope) || !PostgresText.CanKeep(query.Type) || !PostgresText.CanKeep(query.Subject)
            ? Task.FromResult<IReadOnlyList<EventSummary>>([])
            : ReadAsync<IReadOnlyList<EventSummary>>(
                async connection => await AllAsync(
                    connection, _eventListSql.For(query), RunRows.ReadEventSummary, cancellationToken,
                    scope, query.After?.Value, query.Limit, query.Type, query.Subject, PostgresTime.Encode(query.From), PostgresTime.Encode(query.To), VerdictIndex.Of(query))
                    .ConfigureAwait(false),
                cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRunSummary>> ListRunsAsync(string scope, RunQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        if (!PostgresText.CanKeep(scope) || !PostgresText.CanKeep(query.Rule) || !PostgresText.CanKeep(query.Subject))
        {
            return Task.FromResult<IReadOnlyList<StoredRunSummary>>([]);
        }

        var live = Enum.GetValues<LiveState>().Where(state => query.Statuses.Contains(state.ToRunStatus())).Select(state => (short)state).ToArray();
        var ended = query.Statuses.Select(status => (short)status).ToArray();
        return ReadAsync<IReadOnlyList<StoredRunSummary>>(
            async connection => await AllAsync(
                connection, _runListSql.For(query), ReadSummary, cancellationToken,
                scope, query.After?.Value, query.Limit, query.Rule, query.Subject,
                PostgresTime.Encode(query.From), PostgresTime.Encode(query.To), live, ended)
                .ConfigureAwait(false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunCount>> CountRunsAsync(string scope, DateTimeOffset from, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) ? Task.FromResult<IReadOnlyList<RunCount>>([]) : ReadAsync<IReadOnlyList<RunCount>>(
            async connection => await AllAsync(connection, _runSql.Counts, ReadCount, cancellationToken, scope, IdTime.Least(from)).ConfigureAwait(false),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRecord>> ListLogAsync(string scope, RunId runId, long after, int limit, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) ? Task.FromResult<IReadOnlyList<LogRecord>>([]) : ReadAsync<IReadOnlyList<LogRecord>>(
            async connection => await AllAsync(connection, _runSql.Log, RunRows.ReadLog, cancellationToken, runId.Value, scope, after, limit).ConfigureAwait(false),
            cancellationToken);

    private async Task<StoredRun?> LoadOneAsync(NpgsqlConnection connection, RunId runId, CancellationToken cancellationToken)
    {
        // One moment for all its statements: a run that ends between two of them would be neither live nor ended.
        var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var found = await _runs.LoadAsync(connection, [runId.Value], cancellationToken).ConfigureAwait(false);
            return found.Count == 0 ? null : found[0];
        }
    }

    private static StoredRunSummary ReadSummary(NpgsqlDataReader row) => new()
    {
        Run = RunRows.ReadRun(row),
        Live = row.IsDBNull(10) ? null : RunRows.ReadLive(row, 10),
        EndStatus = row.IsDBNull(19) ? null : (RunStatus)row.GetInt16(19),
        EndedAt = row.IsDBNull(20) ? null : PostgresTime.Decode(row.GetDateTime(20)),
        EndReason = row.IsDBNull(21) ? null : row.GetString(21),
    };

    private static RunCount ReadCount(NpgsqlDataReader row) =>
        new(row.GetString(0), row.IsDBNull(1) ? (RunStatus)row.GetInt16(2) : ((LiveState)row.GetInt16(1)).ToRunStatus(), row.GetInt64(3));

    /// <summary>Reads on a connection of the pool.</summary>
    private async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotOpen();
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await read(connection).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw PostgresFaults.OfRead(fault, "Reading failed");
        }
    }

    private static Task<List<T>> AllAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] parameters) =>
        SqlCommands.AllAsync(connection, sql, read, cancellationToken, parameters);

    private static Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        SqlCommands.RunAsync(connection, sql, cancellationToken, parameters);

    private static async Task<T?> FirstAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] parameters)
        where T : class
    {
        var found = await AllAsync(connection, sql, read, cancellationToken, parameters).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object?[] parameters) =>
        SqlCommands.Create(connection, sql, parameters);
}

using Npgsql;

namespace Automation.Storage;

/// <summary>One connection that is kept for one kind of work, opened when it is first needed and again after it broke.</summary>
/// <remarks>
/// Plans are made once and for arrays of any length: index scans, never a scan of a table whose statistics are still those of an empty one.
/// What the server, the database or the role set for others does not count: to look behind a lock, each statement needs a snapshot of its own. A process that stands
/// still in the middle of a claim holds its locks for seconds, not until its lease is over.
/// Used by one caller at a time; others wait.
/// </remarks>
internal sealed class PostgresSession(NpgsqlDataSource source, string name) : IAsyncDisposable
{
    private const string Settings =
        "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off; "
        + "set default_transaction_isolation = 'read committed'; set idle_in_transaction_session_timeout = '5s'; "
        + "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private NpgsqlConnection? _connection;
    private long? _node;
    private volatile bool _disposed;

    /// <summary>Works on the connection, alone. A fault of the connection closes it, so that the next caller gets a new one.</summary>
    /// <exception cref="StoreUnavailableException">There is no connection; the work was not begun.</exception>
    /// <param name="work">What to do.</param>
    /// <param name="node">The node in whose name it is done: whoever takes that node over can end the session. Null for none.</param>
    /// <param name="cancellationToken">Stops waiting for the connection.</param>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> work, long? node, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(PostgresStore));
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(PostgresStore));
            var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            if (node is { } named && named != _node)
            {
                await SetNameAsync(connection, named).ConfigureAwait(false);
            }

            try
            {
                return await work(connection).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not PostgresException { InvariantSeverity: "ERROR" } and not ArgumentException)
            {
                await CloseAsync().ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            _gate.Release();
            await CloseIfDisposedAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection, at once or when the call that uses it ends: one that hangs does not hold up the end of its process.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await CloseIfDisposedAsync().ConfigureAwait(false);
    }

    /// <summary>Whoever finds the gate open after the end closes: the one that ends it, or the last that was inside.</summary>
    private async ValueTask CloseIfDisposedAsync()
    {
        if (_disposed && await _gate.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            try
            {
                await CloseAsync().ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open)
        {
            return open;
        }

        await CloseAsync().ConfigureAwait(false);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            _connection = connection;
            _node = null;
            using var settings = new NpgsqlCommand(Settings, connection);
            await settings.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw PostgresFaults.OfConnecting(fault, source, $"No {name} connection to PostgreSQL");
        }
    }

    /// <summary>What a node's sessions are called in <c>pg_stat_activity</c>.</summary>
    public static string NameOf(long node) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"automation node {node}");

    private async Task SetNameAsync(NpgsqlConnection connection, long node)
    {
        try
        {
            using var name = new NpgsqlCommand("select set_config('application_name', $1, false)", connection);
            name.Parameters.Add(new NpgsqlParameter<string> { TypedValue = NameOf(node) });
            await name.ExecuteNonQueryAsync().ConfigureAwait(false);
            _node = node;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw PostgresFaults.OfRead(fault, "The connection broke");
        }
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}

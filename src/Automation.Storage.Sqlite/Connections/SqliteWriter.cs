namespace Automation.Storage;

/// <summary>The one connection that writes, behind a gate.</summary>
/// <remarks>
/// A transaction runs to its end on the caller's thread once it began: SQLite has no asynchronous form, and a second thread would only add a switch.
/// It is never cancelled half-way.
/// </remarks>
internal sealed class SqliteWriter(string path, TimeSpan busyTimeout) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private WriteSession? _session;
    private bool _closed;

    /// <summary>Runs <paramref name="act"/> in one transaction: all of it is stored, or nothing when it throws.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    /// <exception cref="CommitUnknownException">The commit itself failed, and SQLite does not say whether it was written.</exception>
    public async Task<T> TransactAsync<T>(Func<WriteSession, T> act, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteStore));
            _session ??= Open();
            return Transact(_session, act);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Waits for the transaction under way, moves the write-ahead log into the database as far as readers allow, and closes.</summary>
    public async Task CloseAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _closed = true;
            TryCheckpoint();
            _session?.Dispose();
            _session = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private T Transact<T>(WriteSession session, Func<WriteSession, T> act)
    {
        var committing = false;
        try
        {
            session.Begin();
            var answer = act(session);
            committing = true;
            session.Commit();
            return answer;
        }
        catch (SqliteFault fault)
        {
            RollBack(session);
            throw SqliteFaults.Translate(fault, path, committing);
        }
        catch (BadValueException bad)
        {
            RollBack(session);
            throw new StoreFormatException($"The SQLite store '{path}' is corrupt: {bad.Message}");
        }
        catch
        {
            RollBack(session);
            throw;
        }
    }

    private void RollBack(WriteSession session)
    {
        if (!session.TryRollback())
        {
            // A connection that cannot even roll back is given up; closing it does.
            session.Dispose();
            _session = null;
        }
    }

    private WriteSession Open()
    {
        try
        {
            return new WriteSession(SqlitePragmas.OpenWriter(path, busyTimeout));
        }
        catch (SqliteFault fault)
        {
            throw SqliteFaults.Translate(fault, path, atCommit: false);
        }
    }

    private void TryCheckpoint()
    {
        try
        {
            _session?.Connection.Execute("pragma wal_checkpoint(truncate)");
        }
        catch (SqliteFault)
        {
            // The log is as durable as the database; the next process moves it.
        }
    }
}

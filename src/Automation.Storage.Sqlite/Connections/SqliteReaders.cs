using System.Collections.Concurrent;

namespace Automation.Storage;

/// <summary>The connections that read. They see what is committed and neither wait for the writer nor hold it up.</summary>
internal sealed class SqliteReaders(string path, TimeSpan busyTimeout) : IDisposable
{
    /// <summary>Each costs a few megabytes of cache at the most; more are opened when needed, but not kept.</summary>
    private const int Kept = 8;

    private readonly ConcurrentBag<ReadSession> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs <paramref name="read"/> over one moment of the store.</summary>
    public T Read<T>(Func<ReadSession, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(SqliteStore));
        ReadSession? session = null;
        var sound = false;
        try
        {
            session = _idle.TryTake(out var idle) ? idle : new ReadSession(SqlitePragmas.OpenReader(path, busyTimeout));
            session.Begin();
            try
            {
                var answer = read(session);
                sound = true;
                return answer;
            }
            catch (StoreFormatException)
            {
                // A bad row says nothing about the connection.
                sound = true;
                throw;
            }
            finally
            {
                session.End();
            }
        }
        catch (SqliteFault fault)
        {
            sound = false;
            throw SqliteFaults.Translate(fault, path, atCommit: false);
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"The SQLite store '{path}' is corrupt: {bad.Message}");
        }
        finally
        {
            Return(session, sound);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private void Return(ReadSession? session, bool sound)
    {
        if (session is null)
        {
            return;
        }

        if (!sound || _closed || _idle.Count >= Kept)
        {
            session.Dispose();
            return;
        }

        _idle.Add(session);
        if (_closed && _idle.TryTake(out var late))
        {
            // Closed between the two lines above.
            late.Dispose();
        }
    }
}

using System.Collections.Concurrent;
using Npgsql;

namespace Automation.Storage;

/// <summary>The connections that commit. The one that was used last goes first, so that a host with little to write keeps to one.</summary>
internal sealed class WriterPool : IAsyncDisposable
{
    /// <summary>While the server works on one commit, the next one is made and sent. More would only share the same processor and disk.</summary>
    public const int Connections = 2;

    private readonly Writer[] _all;
    private readonly ConcurrentStack<Writer> _idle;
    private readonly SemaphoreSlim _free = new(Connections, Connections);

    public WriterPool(NpgsqlDataSource source, Func<BatchCommit> statements)
    {
        _all = [.. Enumerable.Range(1, Connections).Select(_ => new Writer(new PostgresSession(source, "writer"), statements))];
        _idle = new ConcurrentStack<Writer>(_all);
    }

    /// <summary>Works on a connection that nobody else uses. See <see cref="PostgresSession.UseAsync"/>.</summary>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, BatchCommit, Task<T>> work, long? node, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        _idle.TryPop(out var writer);
        try
        {
            return await writer!.UseAsync(work, node, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _idle.Push(writer!);
            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _all)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Writer(PostgresSession session, Func<BatchCommit> statements) : IAsyncDisposable
    {
        private BatchCommit? _statements;
        private NpgsqlConnection? _preparedOn;

        public Task<T> UseAsync<T>(Func<NpgsqlConnection, BatchCommit, Task<T>> work, long? node, CancellationToken cancellationToken) =>
            session.UseAsync(connection => work(connection, StatementsOn(connection)), node, cancellationToken);

        public ValueTask DisposeAsync() => session.DisposeAsync();

        /// <summary>Statements remember that they are prepared, not on which connection (npgsql/npgsql#6432): another connection gets others.</summary>
        private BatchCommit StatementsOn(NpgsqlConnection connection)
        {
            if (_statements is null || !ReferenceEquals(_preparedOn, connection))
            {
                (_statements, _preparedOn) = (statements(), connection);
            }

            return _statements;
        }
    }
}

namespace Automation.Storage;

public sealed partial class SqliteStore
{
    // Touched inside the writer's gate, and by disposal after the writer is closed.
    private EngineLock? _lock;

    /// <inheritdoc/>
    public Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotOpen();
        return Task.FromResult<DateTimeOffset?>(null);
    }

    /// <summary>Waits for the token: a file tells nobody that it changed.</summary>
    /// <inheritdoc/>
    public async Task ListenAsync(Action heard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(heard);
        ThrowIfNotOpen();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(stopped.SetResult).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }

    /// <summary>Joins if no other process holds the lock file. That one node's lease does not expire, whatever was asked for: the lock proves that others are dead.</summary>
    /// <inheritdoc/>
    public Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) => WriteAsync<NodeLease?>(
        session =>
        {
            var taken = _lock is null ? EngineLock.TryTake(_path) : null;
            if (_lock is null && taken is null)
            {
                return null;
            }

            try
            {
                var node = session.Nodes.Join(now);
                _lock ??= taken;
                return node;
            }
            catch
            {
                taken?.Dispose();
                throw;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ReadAsync(session => session.Nodes.IsCurrent(node), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return WriteAsync(
            session =>
            {
                session.Nodes.ThrowIfFenced(node);
                return session.Nodes.TakeOver(node, now);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        var left = await WriteAsync(
            session =>
            {
                var current = session.Nodes.IsCurrent(node);
                session.Nodes.Leave(node, now);
                return current;
            },
            cancellationToken).ConfigureAwait(false);
        if (left)
        {
            // Only once it is committed: whoever joins now finds no run to charge.
            Interlocked.Exchange(ref _lock, null)?.Dispose();
        }
    }
}

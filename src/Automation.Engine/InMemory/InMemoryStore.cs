namespace Automation.Storage;

/// <summary>One process' door to an <see cref="InMemoryDatabase"/>: a store for tests and for hosts that may forget.</summary>
/// <remarks>
/// As strict as a store on disk. Several doors may be open at once, and each may join to work on runs; leases go by the instants that are handed in.
/// Disposing a door that joined, without <see cref="LeaveAsync"/>, is a crash that everybody saw: the next to join or to look takes over its runs,
/// without waiting for its lease. Thread-safe.
/// </remarks>
/// <param name="database">What is stored.</param>
public sealed partial class InMemoryStore(InMemoryDatabase database) : IAutomationStore
{
    private volatile bool _open;
    private volatile bool _disposed;

    // The scope that was served last: the next claim goes on behind it.
    private string? _cursor;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    /// <remarks>What is in memory is there from the beginning.</remarks>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        _open = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        database.Transact(this, data =>
        {
            data.Nodes.Close(this);
            return true;
        });
        return ValueTask.CompletedTask;
    }

    private Task<T> Transact<T>(Func<InMemoryDatabase, T> act, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
        return Task.FromResult(database.Transact(this, act));
    }

    private void ThrowIfClosed()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_open)
        {
            throw new InvalidOperationException("The store 'memory' is not open. Call OpenAsync first.");
        }
    }
}

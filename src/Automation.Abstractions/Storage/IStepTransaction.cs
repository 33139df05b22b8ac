namespace Automation.Storage;

/// <summary>The transaction that one try of a step works in. Disposing it without a commit rolls everything back.</summary>
public interface IStepTransaction : IAsyncDisposable
{
    /// <summary>The handler is not waited for any more, and may still be at work: nothing that it did, or does in the transaction, is kept, and what it locked is free.</summary>
    /// <returns>Whether the scope that the context came from may be disposed of now, so that the handler can use the context no more. False when others would get the same context (a pool): then it is disposed of when the handler has ended.</returns>
    /// <remarks>Called at most once, and from another thread than the handler's; never throws. The transaction is disposed of with the scope.</remarks>
    Task<bool> AbandonAsync(CancellationToken cancellationToken);

    /// <summary>The handler has returned: what the database would refuse only at the end is refused now, as the failure of this try.</summary>
    Task FinishAsync(CancellationToken cancellationToken);

    /// <summary>Records and commits everything together; fenced like <see cref="IAutomationStore.CommitAsync"/>. Locks are held only from here to the commit.</summary>
    /// <param name="node">The node that writes.</param>
    /// <param name="now">The writer's clock, UTC.</param>
    /// <param name="operation">The outcome, and what follows from it.</param>
    /// <param name="cancellationToken">Stops before the commit is sent; once it is, its answer is awaited.</param>
    /// <returns>Not applied when the run is another's: then nothing is committed.</returns>
    /// <exception cref="NodeFencedException">The node's lease expired or was taken over; nothing is committed.</exception>
    /// <exception cref="StoreUnavailableException">Nothing is committed.</exception>
    /// <exception cref="CommitUnknownException">It is not known whether everything was committed, or nothing. Whoever takes the run away from its owner, or sets its rescues back, waits until that is decided.</exception>
    Task<RecordResult> CommitAsync(NodeLease node, DateTimeOffset now, RecordOperation operation, CancellationToken cancellationToken);
}

using Automation.Storage;

namespace Automation.Running.Writing;

/// <summary>An operation that waits for its commit, and the caller who waits for its result.</summary>
internal sealed class PendingOperation<TResult>(StoreOperation operation) : PendingOperation(operation)
    where TResult : OperationResult
{
    // Continuations elsewhere: the thread that completes a batch must not run what its callers do next.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Task => _done.Task;

    public override void Succeed(OperationResult result) => _done.TrySetResult((TResult)result);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}

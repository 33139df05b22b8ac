using Automation.Running.Machine;

namespace Automation.Running.Steps;

/// <summary>One try that is under way.</summary>
internal sealed class StepFlight(Work work, int attempt, DateTimeOffset startedAt, CancellationTokenSource cancellation) : IDisposable
{
    private int _reason;

    public Work Work => work;

    public int Attempt => attempt;

    public DateTimeOffset StartedAt => startedAt;

    public CancellationToken Token { get; } = cancellation.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Tells the handler by its token. The first reason stays.</summary>
    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
        {
            try
            {
                cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The try ended at this very moment: nobody is left to be told.
            }
            catch (AggregateException)
            {
                // A callback that the handler registered on its token threw: the handler's own affair, and its outcome says so if it matters.
            }
        }
    }

    public void Dispose() => cancellation.Dispose();
}

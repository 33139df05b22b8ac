using Automation.Running.Machine;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Running.Steps;

/// <summary>One try that is under way, from its launch to its one answer.</summary>
/// <remarks>Whoever answers first has the last word: the handler, or who left it behind since it was told to stop and did not. Thread-safe.</remarks>
internal sealed class StepFlight : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Action<StepFlight> _told;
    private readonly ITimer _timeout;
    private int _reason;
    private int _phase;
    private int _holdsThread;
    private TaskCompletionSource? _handlerEnded;

    public StepFlight(Work work, int attempt, TimeSpan timeout, TimeProvider time, Action<StepFlight> told, Action<StepResult> answer)
    {
        (Work, Attempt, StartedAt, Token, Answer, _told) = (work, attempt, time.GetUtcNow(), _cancellation.Token, answer, told);
        _timeout = time.CreateTimer(static flight => ((StepFlight)flight!).Stop(StopReason.TimedOut), this, timeout, Timeout.InfiniteTimeSpan);
    }

    private enum Phase
    {
        Calling,
        Waiting,
        Answered,
    }

    public Work Work { get; }

    public int Attempt { get; }

    public DateTimeOffset StartedAt { get; }

    public CancellationToken Token { get; }

    /// <summary>Takes the result, once.</summary>
    public Action<StepResult> Answer { get; }

    /// <summary>The timestamp at which the handler was called.</summary>
    public long Began { get; set; }

    /// <summary>What the handler has in hand; null before it begins.</summary>
    public HandlerStepContext? Context { get; set; }

    /// <summary>The try's DI scope; null before it is made.</summary>
    public AsyncServiceScope? Services { get; set; }

    /// <summary>The transaction that the handler works in; null for none, and before it began.</summary>
    public IStepTransaction? Transaction { get; set; }

    /// <summary>Whether the handler's task was over only when nobody waited for it any more.</summary>
    public bool WasLeftBehind { get; set; }

    /// <summary>Ends when a handler that was left behind has ended.</summary>
    public TaskCompletionSource HandlerEnded => LazyInitializer.EnsureInitialized(ref _handlerEnded, static () => new(TaskCreationOptions.RunContinuationsAsynchronously));

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Whether the host's code has the thread that called it, and gives it back neither with a result nor with a task.</summary>
    public bool HoldsThread => Volatile.Read(ref _holdsThread) != 0;

    public bool IsAnswered => (Phase)Volatile.Read(ref _phase) == Phase.Answered;

    /// <summary>The host's code is called.</summary>
    public void TakeThread() => Volatile.Write(ref _holdsThread, 1);

    /// <summary>Whether the host's code had the thread until now.</summary>
    public bool GaveThreadBack() => Interlocked.Exchange(ref _holdsThread, 0) != 0;

    /// <summary>The handler returned an unfinished task. False when it was left behind already.</summary>
    public bool BeginWaiting() => Interlocked.CompareExchange(ref _phase, (int)Phase.Waiting, (int)Phase.Calling) == (int)Phase.Calling;

    /// <summary>The handler's task is over. False when it was left behind meanwhile.</summary>
    public bool EndWaiting() => Interlocked.CompareExchange(ref _phase, (int)Phase.Calling, (int)Phase.Waiting) == (int)Phase.Waiting;

    /// <summary>Whether the try has no answer yet: then the caller gives it.</summary>
    /// <param name="wasWaiting">Whether its task was waited for.</param>
    public bool TryAnswer(out bool wasWaiting)
    {
        var before = (Phase)Interlocked.Exchange(ref _phase, (int)Phase.Answered);
        wasWaiting = before == Phase.Waiting;
        return before != Phase.Answered;
    }

    /// <summary>Tells the handler by its token. The first reason stays.</summary>
    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
        {
            _told(this);
            try
            {
                _cancellation.Cancel();
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

    public void Dispose()
    {
        _timeout.Dispose();
        _cancellation.Dispose();
    }
}

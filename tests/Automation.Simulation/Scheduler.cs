namespace Automation.Simulation;

/// <summary>Simulated time and what happens in it: one event after the other, on one thread, and whatever is left open is drawn from the seed.</summary>
/// <remarks>
/// An event lets the engine do something: a timer fires, an answer of the store arrives, a handler returns. The next one comes only when the pool's single thread has
/// nothing left to do, or, now and then, before that: then what both caused is done in turns.
/// </remarks>
internal sealed class Scheduler : IThreadPoolWorkItem
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(5);

    private readonly PriorityQueue<Action, (DateTimeOffset At, int Tie, long Order)> _events = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly Trace _trace;
    private Task _story = Task.CompletedTask;
    private int _thread;
    private long _order;
    private Exception? _fault;

    public Scheduler(int seed, Trace trace)
    {
        Random = new Random(seed);
        _trace = trace;
    }

    public Random Random { get; }

    /// <summary>The present instant, which the store's clock shows.</summary>
    public DateTimeOffset Now { get; private set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many events there were.</summary>
    public long Events { get; private set; }

    /// <summary>Plays a story to its end, on the pool's thread.</summary>
    public void Play(Func<Task> story)
    {
        ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                _thread = Environment.CurrentManagedThreadId;
                _story = story();
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            },
            null);
        _over.Wait();
        if (_fault is not null)
        {
            throw new InvalidOperationException($"At {Now:T}: {_fault.Message}", _fault);
        }

        _story.GetAwaiter().GetResult();
    }

    /// <summary>Lets something happen after a while.</summary>
    public void After(TimeSpan delay, Action happening) => _events.Enqueue(happening, (Now + delay, Random.Next(), _order++));

    public Task Delay(TimeSpan delay)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(delay, over.SetResult);
        return over.Task;
    }

    /// <summary>A span between two, in milliseconds.</summary>
    public TimeSpan Between(double least, double most) => TimeSpan.FromMilliseconds(least + (Random.NextDouble() * (most - least)));

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>One turn of the pool's thread.</summary>
    public void Execute()
    {
        try
        {
            if (Environment.CurrentManagedThreadId != _thread)
            {
                throw new InvalidOperationException("The simulation needs a thread pool with one thread. Start it with its own runtimeconfig.json.");
            }

            if (ThreadPool.PendingWorkItemCount == 0 && !Next())
            {
                _over.Set();
                return;
            }

            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch (Exception exception)
        {
            // The world itself broke: nothing goes on.
            _fault = exception;
            _over.Set();
        }
    }

    private bool Next()
    {
        if (_story.IsCompleted)
        {
            return false;
        }

        var limit = DateTimeOffset.MaxValue;
        for (var together = Random.Next(8) == 0 ? Random.Next(2, 5) : 1; together > 0; together--)
        {
            if (!_events.TryPeek(out _, out var first) || first.At > limit)
            {
                return limit != DateTimeOffset.MaxValue ? true : throw new InvalidOperationException("Nothing can happen any more.");
            }

            var happening = _events.Dequeue();
            Now = first.At;
            limit = Now + Together;
            Events++;
            _trace.Add(Now.Ticks);
            happening();
        }

        return true;
    }
}

using Automation.Running.Steps;
using Microsoft.Extensions.Logging;

namespace Automation.Running;

/// <summary>
/// Keeps a process going whose handlers block their threads. The pool grows by a thread or two a second then, and heartbeats, timeouts and the runs of others would wait for that:
/// a host would lose its lease although nothing is wrong with it. So a thread of our own looks whether the pool still works, and gives it more threads where it does not.
/// </summary>
/// <remarks>What it says of time is the machine's, whatever clock the host has: threads are blocked in real time.</remarks>
internal sealed partial class PoolWatch(StepRunner runner, RunNode node, ILogger<PoolWatch> logger) : IDisposable
{
    /// <summary>More threads than this are not given: those who block hold a thousand already.</summary>
    private const int MaxMore = 1024;

    /// <summary>Half a minute.</summary>
    private const int CalmIntervals = 60;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _over = new();

    public void Start() => new Thread(Watch) { IsBackground = true, Name = "Automation pool watch" }.Start();

    /// <summary>The thread ends by itself, soon.</summary>
    public void Dispose() => _over.Set();

    private void Watch()
    {
        ThreadPool.GetMinThreads(out var usual, out _);
        var (given, calm) = (0, 0);
        while (!_over.Wait(Interval))
        {
            // Left to the collector: whoever queued it may be gone when the pool comes to it.
            var probe = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(static probe => probe.Set(), probe, preferLocal: false);
            if (!probe.Wait(Late))
            {
                given = Math.Max(given, Help(probe, usual));
                calm = 0;
            }
            else if (given > 0 && ++calm == CalmIntervals)
            {
                TakeBack(given, usual);
                given = 0;
            }
        }

        TakeBack(given, usual);
    }

    /// <summary>Those who have their threads keep them; the pool only stops to start new ones at once.</summary>
    private static void TakeBack(int given, int usual)
    {
        ThreadPool.GetMinThreads(out var least, out var ports);
        _ = given > 0 && least == given && ThreadPool.SetMinThreads(usual, ports);
    }

    /// <summary>Gives the pool threads until it comes to the probe. Answers how many it may start at once then; 0 when it was only slow.</summary>
    private int Help(ManualResetEventSlim probe, int usual)
    {
        var (before, given, actions) = (ThreadPool.ThreadCount, 0, Array.Empty<string>());
        var (done, worked) = (ThreadPool.CompletedWorkItemCount, Environment.CpuUsage.TotalTime);
        while (!probe.Wait(LookAgain) && !_over.IsSet)
        {
            // Slow is not blocked: where the threads compute, or come to an end, more of them would make it slower still.
            var (present, now) = (ThreadPool.CompletedWorkItemCount, Environment.CpuUsage.TotalTime);
            if (present == done && now - worked < LookAgain * Environment.ProcessorCount / 2 && runner.Holding > 0)
            {
                actions = given > 0 ? actions : node.ActionsThatHoldThreads();
                ThreadPool.GetMinThreads(out var least, out var ports);
                var wanted = Math.Max(least, Math.Min(usual + MaxMore, ThreadPool.ThreadCount * 2));
                given = ThreadPool.SetMinThreads(wanted, ports) ? wanted : given;
            }

            (done, worked) = (present, now);
        }

        try
        {
            if (given > 0)
            {
                LogHeld(actions.Length > 0 ? string.Join(", ", actions) : "those that were left behind after their timeouts", before, ThreadPool.ThreadCount);
            }
        }
        catch (Exception)
        {
            // Whatever the host's logger throws: the thread is needed.
        }

        return given;
    }

    [LoggerMessage(160, LogLevel.Warning, "The thread pool had no thread left, and handlers seem to hold theirs: {Actions}. It was given more, {Before} to {Now}. If it comes again, await what takes time (no Result, Wait() or Thread.Sleep), or run it elsewhere and defer the step.")]
    private partial void LogHeld(string actions, int before, int now);
}

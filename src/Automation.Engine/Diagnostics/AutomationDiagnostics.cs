using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Automation.Diagnostics;

/// <summary>The names and numbers that hosts observe: meter and activity source <c>Automation</c>.</summary>
internal sealed class AutomationDiagnostics : IDisposable
{
    public const string Name = "Automation";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _events;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _runsStarted;
    private readonly Counter<long> _runsEnded;
    private readonly UpDownCounter<long> _runsActive;
    private readonly Counter<long> _tries;
    private readonly Histogram<double> _tryDuration;
    private readonly Counter<long> _breakers;
    private readonly Counter<long> _polls;
    private readonly Counter<long> _commits;
    private readonly Histogram<int> _batchSize;
    private readonly Counter<long> _deleted;

    public AutomationDiagnostics()
    {
        _events = _meter.CreateCounter<long>("automation.events.accepted", "{event}", "Events accepted.");
        _duplicates = _meter.CreateCounter<long>("automation.events.duplicate", "{event}", "Events and manual starts whose key was seen before.");
        _rejections = _meter.CreateCounter<long>("automation.events.rejected", "{event}", "Events and manual starts refused at the door, by code.");
        _runsStarted = _meter.CreateCounter<long>("automation.runs.started", "{run}", "Runs created.");
        _runsEnded = _meter.CreateCounter<long>("automation.runs.ended", "{run}", "Runs ended, by status.");
        _runsActive = _meter.CreateUpDownCounter<long>("automation.runs.active", "{run}", "Runs that hold a place of the host.");
        _tries = _meter.CreateCounter<long>("automation.steps.tries", "{try}", "Tries of steps, by result.");
        _tryDuration = _meter.CreateHistogram<double>("automation.steps.duration", "s", "How long tries of steps took.");
        _breakers = _meter.CreateCounter<long>("automation.breakers.opened", "{breaker}", "Breakers of rules that opened, or opened again.");
        _polls = _meter.CreateCounter<long>("automation.polls", "{poll}", "Polls of the host's triggers, by result.");
        _commits = _meter.CreateCounter<long>("automation.store.commits", "{commit}", "Group commits.");
        _batchSize = _meter.CreateHistogram<int>("automation.store.batch_size", "{operation}", "Operations per group commit.");
        _deleted = _meter.CreateCounter<long>("automation.retention.deleted", "{record}", "Old records deleted, by what they were.");
    }

    public ActivitySource Activities { get; } = new(Name);

    public void OnAccepted(int runs)
    {
        Add(_events, 1);
        Add(_runsStarted, runs);
    }

    public void OnManualStart() => Add(_runsStarted, 1);

    public void OnDuplicate() => Add(_duplicates, 1);

    public void OnRejected(string code) => Add(_rejections, 1, new KeyValuePair<string, object?>("code", code));

    public void OnRunEnded(RunStatus status) => Add(_runsEnded, 1, new KeyValuePair<string, object?>("status", Text(status)));

    /// <param name="change">1 when a run takes a place of the host, -1 when it gives it back.</param>
    public void OnPlace(int change)
    {
        try
        {
            _runsActive.Add(change);
        }
        catch (Exception)
        {
            // As for counters.
        }
    }

    public void OnBreakerOpened() => Add(_breakers, 1);

    public void OnTry(string action, string result, TimeSpan duration)
    {
        Add(_tries, 1, new("action", action), new("result", result));
        Record(_tryDuration, duration.TotalSeconds, new("action", action), new("result", result));
    }

    public void OnPoll(string trigger, string result) => Add(_polls, 1, new("trigger", trigger), new("result", result));

    public void OnCommit(int operations)
    {
        Add(_commits, 1);
        Record(_batchSize, operations);
    }

    public void OnPurged(PurgeResult deleted)
    {
        OnDeleted("succeeded", deleted.Succeeded);
        OnDeleted("failed", deleted.Failed);
        OnDeleted("cancelled", deleted.Cancelled);
        OnDeleted("event", deleted.Events);
        OnDeleted("suggestion", deleted.Suggestions);
    }

    public void OnForgotten(long keys) => OnDeleted("key", keys);

    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }

    private void OnDeleted(string kind, long count)
    {
        if (count > 0)
        {
            Add(_deleted, count, new KeyValuePair<string, object?>("kind", kind));
        }
    }

    private static void Add(Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception)
        {
            // A listener is the host's code: its trouble is not that of a commit or a run.
        }
    }

    private static void Record<T>(Histogram<T> histogram, T value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // As above.
        }
    }

    private static string Text(RunStatus status) => status switch
    {
        RunStatus.Succeeded => "succeeded",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        _ => "other",
    };
}

using System.Collections.Immutable;

namespace Automation.Storage;

/// <summary>What deliverers and owners do with a run's signals.</summary>
internal static class Signals
{
    public static SignalRecord Of(StepPath path, EventRecord @event, DateTimeOffset now) => new(
        new SignalKey(path, SignalKind.Event, @event.Id.ToString()),
        Copies.Of(@event.Payload),
        now.ToUniversalTime());

    /// <summary>Stores a signal unless its key is there already.</summary>
    public static void Add(InMemoryDatabase data, RunRow run, SignalRecord signal)
    {
        foreach (var one in run.Signals)
        {
            if (one.Key == signal.Key)
            {
                return;
            }
        }

        Set(data, run, run.Signals.Add(signal));
        data.TellOthers();
    }

    public static void Remove(InMemoryDatabase data, RunRow run, IReadOnlyList<SignalKey> keys)
    {
        if (keys.Count > 0 && !run.Signals.IsEmpty)
        {
            var gone = keys.Select(Copies.Of).ToHashSet();
            Set(data, run, run.Signals.RemoveAll(one => gone.Contains(one.Key)));
        }
    }

    /// <summary>Makes a run that rests ready; with <paramref name="held"/> also one that waits for a person. Whether it became ready.</summary>
    /// <remarks>A run with limits waits for its permit first, except when it is to be cancelled: then it only ends.</remarks>
    public static bool Wake(InMemoryDatabase data, RunRow run, bool held, bool cancel)
    {
        var live = run.Live!;
        switch (live.State)
        {
            case LiveState.Timer or LiveState.Idle:
                data.Runs.SetLive(run, Permits.Awake(live, cancel), data.Undo);
                break;
            case LiveState.Parked or LiveState.Quarantined when held:
                data.Runs.SetLive(run, Permits.Awake(live with { Rescues = 0, Reason = null, Need = null }, cancel), data.Undo);
                break;
            case LiveState.Blocked when cancel:
                data.Runs.SetLive(run, Permits.Awake(live, cancel), data.Undo);
                break;
            case LiveState.Queued when cancel:
                data.Runs.SetLiveWithoutKey(run, Permits.Awake(live, cancel), data.Undo);
                break;
            case LiveState.Queued when held:
                data.Runs.SetLive(run, live with { Reason = null, Need = null }, data.Undo);
                return false;
            default:
                return false;
        }

        return Permits.Grant(data, run.Record.Scope) || run.Live!.State == LiveState.Ready;
    }

    private static void Set(InMemoryDatabase data, RunRow run, ImmutableArray<SignalRecord> signals)
    {
        var before = run.Signals;
        run.Signals = signals;
        data.Undo.Add(() => run.Signals = before);
    }
}

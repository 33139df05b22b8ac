using System.Collections.Concurrent;
using System.Text.Json;
using Automation.Costing;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Running.Leases;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Running.Writing;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running;

/// <summary>The runs that this process works on, and how many it may take.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RunNode(
    GroupCommitWriter writer,
    StepRunner runner,
    CostEstimator costs,
    LeaseWatch watch,
    TimeProvider time,
    ActivityTracker activity,
    AutomationDiagnostics diagnostics,
    ILogger<RunDriver> logger,
    int capacity,
    bool servesSeveral)
{
    /// <summary>How many runs that were rescued twice are worked on at a time.</summary>
    internal const int MaxProbation = 8;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<RunId, RunDriver> _drivers = new();
    private readonly ConcurrentDictionary<RunId, RunDriver> _suspects = new();
    private volatile TaskCompletionSource? _emptied;
    private volatile NodeLease? _lease;
    private long _drainingSince;

    /// <summary>Called when a place became free.</summary>
    public Action? PlaceFreed { get; set; }

    /// <summary>Called when a run ended.</summary>
    public Action<RunFacts, RunStatus>? RunEnded { get; set; }

    /// <summary>Called when a run was parked until an instant.</summary>
    public Action<DateTimeOffset>? Parked { get; set; }

    /// <summary>Whether stored runs wait for a place: then new ones do not overtake them.</summary>
    public bool HasBacklog { get; set; }

    public RunPlaces Places { get; } = new(capacity, servesSeveral, time);

    /// <summary>Whether it could have taken another run for as long; not while it is left to a run that killed its process.</summary>
    public bool HasHadRoomFor(TimeSpan span) => !IsAlone && !IsDraining && Places.HasHadRoomFor(span);

    /// <summary>Whether a run that killed its process three times is being worked on: then nothing else starts.</summary>
    public bool IsAlone => !_suspects.IsEmpty && _suspects.Values.Any(driver => driver.Rescues >= 3);

    /// <summary>How many more runs that were rescued twice may be taken.</summary>
    public int ProbationRoom => _suspects.IsEmpty ? MaxProbation : Math.Max(0, MaxProbation - _suspects.Values.Count(driver => driver.Rescues == 2));

    /// <summary>Whether nothing new starts, so that a run that must be alone finds the node empty.</summary>
    public bool IsDraining => Volatile.Read(ref _drainingSince) is var since and not 0 && time.GetElapsedTime(since) < LongestDrain;

    /// <summary>From now on runs are taken in the name of this node.</summary>
    public void Open(NodeLease lease) => _lease = lease;

    /// <summary>No run is taken any more. Returns those that are still worked on.</summary>
    public IReadOnlyList<RunDriver> Close()
    {
        _lease = null;
        return [.. _drivers.Values];
    }

    /// <summary>The actions whose handlers have not given back the thread that called them, a few of them.</summary>
    public string[] ActionsThatHoldThreads()
    {
        var actions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var driver in _drivers.Values)
        {
            driver.AddActionsThatHoldThreads(actions);
        }

        return [.. actions.Order(StringComparer.Ordinal).Take(5)];
    }

    /// <summary>A run waits that killed its process three times: it gets the node for itself, if the others end within a minute.</summary>
    public void MakeRoomAlone(bool wanted)
    {
        if (!wanted)
        {
            Volatile.Write(ref _drainingSince, 0);
        }
        else if (Volatile.Read(ref _drainingSince) is var since && (since == 0 || time.GetElapsedTime(since) > 2 * LongestDrain))
        {
            Volatile.Write(ref _drainingSince, Math.Max(1, time.GetTimestamp()));
        }
    }

    /// <summary>Takes a place for a run that is being created; false when there is none. A driver takes it over.</summary>
    public bool TryReserve(string scope)
    {
        if (_lease is null || !watch.IsHeld || HasBacklog || IsAlone || IsDraining || !Places.TryTake(scope))
        {
            return false;
        }

        diagnostics.OnPlace(1);
        return true;
    }

    /// <summary>Registers a new run in its reserved place before it is committed, so that the audit never takes it for forgotten.</summary>
    public RunDriver Prepare(RunMachine machine, NewRun created) =>
        Register(machine, 1, null, created.Limits is not null, RunMeter.Of(created.Reservation?.Amount, machine.Facts.Rule, created.Run.Next, created.Entries, costs));

    /// <summary>Works on a claimed run; takes a place even when none is free, since it is ours already.</summary>
    /// <exception cref="LedgerMismatchException">The ledger does not fit the definition, or the rule wants nobody to go on with another build's code.</exception>
    /// <exception cref="JsonException">The ledger is corrupt.</exception>
    public void Drive(StoredRun stored, RuleDefinition rule, JsonSerializerOptions json, bool askTwice)
    {
        if (_drivers.TryGetValue(stored.Run.Id, out var former) && former.ClaimNumber == stored.Live!.ClaimNumber)
        {
            // It had to wait for its permit when it was created, and the answer to that is not here yet, or was lost: it has not begun, and this claim drives the run.
            former.Drop();
        }

        var machine = RunMachine.Fold(RunFacts.Of(stored.Run, stored.Event, rule, json, askTwice), stored.Entries);
        if (machine.BuildMismatch is { } mismatch && !HeldRun.IsReleased(stored.Signals))
        {
            throw mismatch;
        }

        var meter = RunMeter.Of(stored.Live!.Reserved, rule, stored.Run.Next, stored.Entries, costs);
        Places.Take(stored.Run.Scope);
        diagnostics.OnPlace(1);
        var driver = Register(machine, stored.Live.ClaimNumber, stored, stored.Live.Limited, meter);
        if (driver.Rescues >= 2)
        {
            _suspects[driver.Id] = driver;
        }

        if (_lease?.NodeId != stored.Live.Owner)
        {
            // Closed since the claim, and perhaps opened as another node.
            driver.Drop();
            return;
        }

        driver.Begin();
    }

    /// <summary>Whether it has no run in memory.</summary>
    public bool IsEmpty => _drivers.IsEmpty;

    public bool Holds(RunId runId) => _drivers.ContainsKey(runId);

    /// <summary>Lets a run's driver look for signals, if it is ours.</summary>
    public void Wake(RunId runId)
    {
        if (_drivers.TryGetValue(runId, out var driver))
        {
            driver.Wake();
        }
    }

    /// <summary>Tells every handler to stop and lets every run go; done when all are gone, or when the token says so.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var driver in Close())
        {
            driver.Stop();
        }

        while (!_drivers.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _emptied = empty;
            if (!_drivers.IsEmpty)
            {
                await Task.WhenAny(empty.Task, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets go of everything at once and writes nothing more: the time to stop is over.</summary>
    public void Drop()
    {
        foreach (var driver in Close())
        {
            driver.Drop();
        }
    }

    private RunDriver Register(RunMachine machine, long claimNumber, StoredRun? stored, bool limited, RunMeter? meter)
    {
        var driver = new RunDriver(machine, claimNumber, stored, limited, meter, writer, runner, watch, time, activity, diagnostics, logger) { Released = Released, Ended = RunEnded };
        _drivers[driver.Id] = driver;
        return driver;
    }

    private void Released(RunDriver driver)
    {
        _drivers.TryRemove(new KeyValuePair<RunId, RunDriver>(driver.Id, driver));
        _suspects.TryRemove(new KeyValuePair<RunId, RunDriver>(driver.Id, driver));
        if (driver.ParkedUntil is { } due)
        {
            Parked?.Invoke(due);
        }

        Places.Give(driver.Scope);
        diagnostics.OnPlace(-1);
        PlaceFreed?.Invoke();
        if (_drivers.IsEmpty)
        {
            _emptied?.TrySetResult();
        }
    }
}

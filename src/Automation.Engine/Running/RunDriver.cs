using System.Text.Json;
using Automation.Diagnostics;
using Automation.Running.Leases;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Running.Writing;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Running;

/// <summary>Drives one owned run: starts what is ready, records what came out together with what follows, and lets go when nothing is left to do now.</summary>
/// <remarks>
/// <para>One pump at a time, and so at most one operation in flight per run: it carries everything that happened since the last one and the consequence
/// computed with it. A step starts only after the commit that made it ready.</para>
/// <para>Thread-safe: <see cref="Begin"/>, <see cref="Wake"/>, <see cref="Stop"/> and <see cref="Drop"/> may be called from anywhere.</para>
/// </remarks>
internal sealed partial class RunDriver(
    RunMachine machine,
    long claimNumber,
    StoredRun? stored,
    bool limited,
    RunMeter? meter,
    GroupCommitWriter writer,
    StepRunner runner,
    LeaseWatch watch,
    TimeProvider time,
    ActivityTracker activity,
    AutomationDiagnostics diagnostics,
    ILogger<RunDriver> logger)
{
    /// <summary>A wait that is shorter keeps its place in memory; a longer one is parked.</summary>
    internal static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan ProofOfLife = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StepFlight> _flights = new(StringComparer.Ordinal);

    /// <summary>The waits that the store holds: those that the run was found with, and those that this driver began.</summary>
    private readonly Dictionary<string, WaitRecord> _waits = WaitsOf(stored);

    private readonly List<StepResult> _results = [];

    /// <summary>The transaction that the operation just built is to be recorded in; null for the common door.</summary>
    private StepTransaction? _transaction;
    private readonly List<ITimer> _timers = [];
    private IReadOnlyList<SignalRecord> _signals = stored?.Signals ?? [];

    /// <summary>Made when the first step starts.</summary>
    private StepLog? _log;
    private Action<StepResult>? _answer;
    private RunTransition.Hold? _missing;
    private int _rescues = stored?.Live?.Rescues ?? 0;
    private DateTimeOffset? _wakeAt;
    private bool _pumping;
    private bool _look;
    private bool _flush;
    private bool _alive;
    private bool _stopping;
    private bool _over;

    public RunId Id => machine.Facts.Run.Id;

    public string Scope => machine.Facts.Run.Scope;

    /// <summary>How often the run's owner died since it last showed that it can live; decides how many such runs a node takes.</summary>
    public int Rescues => _rescues;

    /// <summary>When the run goes on by itself; null unless it was parked with a due instant.</summary>
    public DateTimeOffset? ParkedUntil { get; private set; }

    /// <summary>Called once, when the node no longer works on the run.</summary>
    public required Action<RunDriver> Released { get; init; }

    /// <summary>Called when the run ended, before its place is free; null for nobody.</summary>
    public Action<RunFacts, RunStatus>? Ended { get; init; }

    private RunMachine Machine => machine;

    /// <summary>The signal that says that the run's subject is overridden: nothing starts while it is there. Null in nearly every run.</summary>
    private SignalRecord? Paused
    {
        get
        {
            for (var i = 0; i < _signals.Count; i++)
            {
                if (_signals[i].Key.Kind == SignalKind.Pause)
                {
                    return _signals[i];
                }
            }

            return null;
        }
    }

    /// <summary>The claim under which the run is driven.</summary>
    public long ClaimNumber => claimNumber;

    private bool Limited => limited;

    /// <summary>Counts what the run costs; null when it has reserved nothing of budgets.</summary>
    private RunMeter? Meter => meter;

    /// <summary>At-most-once steps whose start mark this driver wrote, and whether they began since: they are ours to start, and not cut off.</summary>
    private Dictionary<string, bool> Marked { get; } = new(StringComparer.Ordinal);

    private static Dictionary<string, WaitRecord> WaitsOf(StoredRun? stored)
    {
        var waits = new Dictionary<string, WaitRecord>(StringComparer.Ordinal);
        foreach (var wait in stored?.Waits ?? [])
        {
            waits.Add(wait.Path.Value, wait);
        }

        return waits;
    }

    /// <summary>Starts driving, after the commit that made the run ours. False when it was dropped meanwhile: then nobody drives it.</summary>
    public bool Begin()
    {
        if (_rescues > 0)
        {
            Arm(ProofOfLife, static driver => driver._alive = true);
        }

        return Post(static _ => { });
    }

    /// <summary>Something came from outside: look for signals.</summary>
    public void Wake() => Post(static driver => driver._look = true);

    /// <summary>The host stops: handlers are told, nothing new starts, and the run is let go uncharged as soon as nothing of it is in flight.</summary>
    public void Stop()
    {
        Post(static driver => driver._stopping = true);
        StopFlights(StopReason.HostStops);
    }

    /// <summary>The run is no longer ours: handlers are told, and nothing more is written.</summary>
    public void Drop()
    {
        StepResult[] results;
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            _over = true;
            results = [.. _results];
            ClearTimers_NeedsLock();
        }

        StopFlights(StopReason.LeaseLost);
        RollBack(results);
        Released(this);
    }

    /// <summary>Adds the actions whose handlers have not given back the thread that called them.</summary>
    public void AddActionsThatHoldThreads(HashSet<string> actions)
    {
        // Who asks must not be held up: the lock may be in the hands of code that blocks.
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            foreach (var flight in _flights.Values)
            {
                if (flight.HoldsThread)
                {
                    actions.Add(StepRunner.NameOf(flight.Work));
                }
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void StopFlights(StopReason reason)
    {
        StepFlight[] flights;
        lock (_gate)
        {
            flights = [.. _flights.Values];
        }

        // Outside of the lock: a handler's callback may come back to us.
        foreach (var flight in flights)
        {
            flight.Stop(reason);
        }
    }

    /// <summary>False when the run is no longer worked on here: then nothing happens.</summary>
    private bool Post(Action<RunDriver> happening) => Post(happening, static (driver, happening) => happening(driver));

    private bool Post<T>(T what, Action<RunDriver, T> happening)
    {
        lock (_gate)
        {
            if (_over)
            {
                return false;
            }

            happening(this, what);
            if (_pumping)
            {
                return true;
            }

            _pumping = true;
            activity.Enter();
        }

        _ = PumpAsync();
        return true;
    }

    private async Task PumpAsync()
    {
        var caller = Environment.CurrentManagedThreadId;
        StepFlight? ours = null;
        try
        {
            // Behind a commit the thread is nobody's, and the step that follows may have it; before, it is a publisher's, or that of another run's handler.
            while (Build(Environment.CurrentManagedThreadId != caller, out ours) is { } built)
            {
                var operation = meter is not null && built.Transition is RunTransition.End end ? Settled(built, end with { Spent = await meter.SpentAsync().ConfigureAwait(false) }) : built;
                var result = _transaction is { } transaction
                    ? await CommitAsync(transaction, operation).ConfigureAwait(false)
                    : await writer.RecordAsync(operation).ConfigureAwait(false);
                if (result is { Applied: true })
                {
                    Take(operation, result);
                }
                else if (result is not null || !await FoldAnewAsync(operation).ConfigureAwait(false))
                {
                    LogLost(Id);
                    Drop();
                    return;
                }
            }
        }
        catch (NodeFencedException)
        {
            Drop();
        }
        catch (AutomationUnavailableException)
        {
            // The host is stopping and the writer is closed: the run stays as it was committed last.
            Drop();
        }
        catch (LedgerMismatchException mismatch)
        {
            await HoldAsync(mismatch.Message, mismatch.Need).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The store refused what we wanted to record, or a bug of ours: the run must not disappear, so it is held where people see it.
            LogBroken(Id, machine.Facts.Run.Rule, exception);
            await HoldAsync($"Automation bug or unstorable record: {Faults.Shorten(exception.Message)}", need: null).ConfigureAwait(false);
        }
        finally
        {
            activity.Leave();
        }

        if (ours is not null)
        {
            _ = RunAsync(ours);
        }
    }

    /// <summary>Gives the run up, visibly.</summary>
    private async Task HoldAsync(string reason, string? need)
    {
        try
        {
            // What somebody cancelled meanwhile ends by this, too.
            long? spent = meter is null ? null : await meter.SpentAsync().ConfigureAwait(false);
            await HeldRun.RecordAsync(writer, Id, claimNumber, limited, spent, machine.NextSequence, _signals, new RunTransition.Hold(reason) { Need = need }, time.GetUtcNow()).ConfigureAwait(false);
            LogHeld(LevelOf(need), Id, machine.Facts.Run.Rule, reason);
        }
        catch (Exception exception)
        {
            LogBroken(Id, machine.Facts.Run.Rule, exception);
        }

        Drop();
    }

    /// <summary>The next operation; null when there is nothing to record now: then what is ready starts, and the pump rests.</summary>
    /// <param name="mayKeep">Whether the pump's thread may run a step itself.</param>
    /// <param name="ours">The step that it then must run; null for none.</param>
    private RecordOperation? Build(bool mayKeep, out StepFlight? ours)
    {
        ours = null;
        lock (_gate)
        {
            if (_over)
            {
                return null;
            }

            // One reading of the clock for both: a step that starts is one that the operation before it knew of.
            var now = time.GetUtcNow();
            _transaction = null;
            var operation = new OperationBuilder(this, now).Build_NeedsLock();
            if (operation is null)
            {
                ours = Launch_NeedsLock(now, mayKeep);
                _pumping = false;
            }

            return operation;
        }
    }

    /// <summary>The same operation, with an end that says what the run cost: the host's code is asked for that, and not under the driver's lock.</summary>
    private static RecordOperation Settled(RecordOperation built, RunTransition.End end) => new()
    {
        RunId = built.RunId,
        ClaimNumber = built.ClaimNumber,
        Entries = built.Entries,
        Consumed = built.Consumed,
        Waits = built.Waits,
        EndedWaits = built.EndedWaits,
        Log = built.Log,
        ClearRescues = built.ClearRescues,
        Limited = built.Limited,
        Transition = end,
    };

    /// <summary>The operation is committed: what it decided takes effect.</summary>
    private void Take(RecordOperation operation, RecordResult result)
    {
        lock (_gate)
        {
            if (_over)
            {
                // Dropped while the answer was under way: it was released then.
                return;
            }

            _signals = result.Signals;
            if (!result.Transitioned || operation.Transition is RunTransition.Continue)
            {
                return;
            }

            _over = true;
            ClearTimers_NeedsLock();
        }

        ParkedUntil = (operation.Transition as RunTransition.Park)?.DueAt;
        try
        {
            Report(operation.Transition);
        }
        finally
        {
            // Whatever the host's logger throws: the place is free.
            Released(this);
        }
    }

    private void Report(RunTransition transition)
    {
        if (transition is RunTransition.End end)
        {
            diagnostics.OnRunEnded(end.Status);
            LogEnded(Id, machine.Facts.Run.Rule, end.Status, end.Reason);
            Ended?.Invoke(machine.Facts, end.Status);
        }
        else if (transition is RunTransition.Hold hold)
        {
            LogHeld(LevelOf(hold.Need), Id, machine.Facts.Run.Rule, hold.Reason);
        }
    }

    /// <summary>
    /// Starts what is ready. A step that is ready alone is answered for the caller's thread, if that may keep one; several start side by side, so that the first
    /// that fails does not end the run before the next one began.
    /// </summary>
    private StepFlight? Launch_NeedsLock(DateTimeOffset now, bool mayKeep)
    {
        // Without a lease another node may have the run already; whoever keeps the lease drops us soon.
        if (_stopping || _missing is not null || machine.Ending || !watch.IsHeld)
        {
            return null;
        }

        StepFlight? kept = null;
        foreach (var work in machine.Work.Values)
        {
            if (!IsLaunchable_NeedsLock(work, now))
            {
                continue;
            }

            _log ??= new StepLog(stored?.LastLogNumber ?? 0, () => Arm(LogInterval, static driver => driver._flush = true));
            var flight = runner.Begin(work, _answer ??= Answer);
            _flights.Add(work.Path, flight);
            if (Marked.Count > 0 && Marked.ContainsKey(work.Path))
            {
                Marked[work.Path] = true;
            }

            activity.Enter();
            if (mayKeep)
            {
                (kept, mayKeep) = (flight, false);
                continue;
            }

            if (kept is not null)
            {
                RunElsewhere(kept);
                kept = null;
            }

            RunElsewhere(flight);
        }

        return kept;
    }

    /// <summary>Another host may have what is missing, as during a deployment; where only a person can help, one must hear of it. Who overrides a subject knows.</summary>
    private static LogLevel LevelOf(string? need) => need switch
    {
        null => LogLevel.Error,
        SubjectOverrides.Need => LogLevel.Information,
        _ => LogLevel.Warning,
    };

    private void RunElsewhere(StepFlight flight) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Driver.RunAsync(state.Flight), (Driver: this, Flight: flight), preferLocal: false);

    /// <summary>What comes after a failed try, for the log.</summary>
    private string Following(StepResult result) =>
        result.Flight.Work is StepWork { Step.Options.Retry: var retry } work && result.MayRetry && result.Flight.Attempt < retry.MaxAttempts && !work.Abandoned
            ? $"Try {result.Flight.Attempt + 1} of {retry.MaxAttempts} follows after {RetryPlan.DelayAfter(retry, result.Flight.Attempt, $"{Id}/{work.Path}")}."
            : "No further try follows.";

    private StepError? FaultOf(StepWork work, JsonElement output) => runner.FaultOf(work, output, machine.Facts.Json);

    private Task RunAsync(StepFlight flight) => runner.RunAsync(machine, flight, claimNumber, _log!);

    private bool IsLaunchable_NeedsLock(Work work, DateTimeOffset now) =>
        !work.Abandoned && Paused is null && machine.ToApprove is null && !_flights.ContainsKey(work.Path) && work switch
        {
            ConditionWork => true,
            StepWork step => step.DeferredAttempt != step.Attempt && !IsCutOff(step) && (step.DueAt is null || step.DueAt <= now),
            _ => false,
        };

    /// <summary>Whether a former owner of the run began this at-most-once try and recorded no outcome.</summary>
    private bool IsCutOff(StepWork step) =>
        step.MarkedAttempt > 0 && step.MarkedAttempt == step.Attempt && step.DeferredAttempt != step.Attempt && !Marked.ContainsKey(step.Path);

    /// <summary>When something goes on by itself; null when it does not.</summary>
    private DateTimeOffset? DueAt(Work work) => work is StepWork step && IsCutOff(step) ? UncertainAt(step) : work.DueAt;

    /// <summary>From when on nobody knows what became of a try that was cut off. Where nodes judge each other by their silence, the former owner may still run it until its timeout.</summary>
    private DateTimeOffset UncertainAt(StepWork step) => watch.Expires ? step.MarkedAt + step.Step.Options.Timeout : step.MarkedAt;

    /// <summary>Tells a handler that the flow no longer needs it: elsewhere, since its callback may come back to us.</summary>
    private void Tell(StepFlight flight)
    {
        activity.Enter();
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                state.Flight.Stop(state.Reason);
                state.Activity.Leave();
            },
            (Flight: flight, Activity: activity, Reason: machine.Ending ? StopReason.RunEnds : StopReason.BlockFailed),
            preferLocal: false);
    }

    /// <summary>A try is over, or goes on without its handler.</summary>
    private void Answer(StepResult result)
    {
        try
        {
            if (!Post(result, static (driver, result) => driver._results.Add(result)))
            {
                RollBack([result]);
            }
        }
        finally
        {
            activity.Leave();
        }

        try
        {
            if (result.Error is { } error)
            {
                LogTryFailed(Id, machine.Facts.Run.Rule, result.Flight.Work.Path, result.Flight.Attempt, error.Code, error.Message, Following(result));
            }
        }
        catch (Exception)
        {
            // Whatever the host's logger throws: the result is taken.
        }
    }

    /// <summary>Looks again when a wait in memory is over.</summary>
    private void WakeAt_NeedsLock(DateTimeOffset due, DateTimeOffset now)
    {
        var at = due - now < LongestTimer ? due : now + LongestTimer;
        if (_wakeAt is null || at < _wakeAt)
        {
            _wakeAt = at;
            Arm(at - now, static driver => driver._wakeAt = null);
        }
    }

    /// <summary>Lets something happen after a while, if the run is still ours then.</summary>
    private void Arm(TimeSpan delay, Action<RunDriver> happening)
    {
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            ITimer? timer = null;
            timer = time.CreateTimer(
                _ => Post(driver =>
                {
                    driver._timers.Remove(timer!);
                    timer!.Dispose();
                    happening(driver);
                }),
                null,
                delay > TimeSpan.Zero ? delay : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan);
            _timers.Add(timer);
        }
    }

    private void ClearTimers_NeedsLock()
    {
        foreach (var timer in _timers)
        {
            timer.Dispose();
        }

        _timers.Clear();
    }
}

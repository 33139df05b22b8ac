using System.Text.Json;
using Automation.Definitions;
using Automation.Storage;

namespace Automation.Running.Machine;

/// <summary>
/// The interpreter: folds a rule's definition and a run's ledger into what to do next. Does no I/O, reads no clock, starts nothing.
/// </summary>
/// <remarks>
/// <para>Every answer of a lambda or template is a decision. While a stored ledger is folded, decisions come from its rows; afterwards they are
/// made here and handed to whoever writes the row (<see cref="TakeDecisions"/>). So each is made once, and folding the ledger again gives the same machine.</para>
/// <para>Not thread-safe: its driver guards it.</para>
/// </remarks>
internal sealed partial class RunMachine
{
    private readonly Dictionary<(string Kind, string Path), JsonElement> _recorded = [];
    private readonly Dictionary<string, Work> _work = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeOutcome> _outcomes = new(StringComparer.Ordinal);
    private readonly Queue<Frame> _agenda = new();
    private readonly List<Decision> _decisions = [];
    private readonly Frame _body;
    private Frame? _handling;
    private RunEnd? _ending;
    private DateTimeOffset _now;

    /// <summary>The hash of the definition that the folded ledger ends with.</summary>
    private string _drivenBy;

    public RunMachine(RunFacts facts)
    {
        Facts = facts;
        RuleHash = _drivenBy = facts.Run.RuleHash;
        Parameters = facts.Parameters;
        _body = new Frame(facts.Rule.Body, null, 0, []);
    }

    public RunFacts Facts { get; }

    /// <summary>The parameters: those that the run was created with where its scope overrode some, else the rule's own.</summary>
    public JsonElement Parameters { get; private set; }

    /// <summary>What the run may cost, while somebody must approve that before its first step; else null.</summary>
    public RunEstimate? ToApprove { get; private set; }

    /// <summary>The hash of the definition that the ledger says the run goes on with: the one it began with, or that of the code that adopted it.</summary>
    public string RuleHash { get; private set; }

    /// <summary>What the run waits for, by path.</summary>
    public Dictionary<string, Work> Work => _work;

    /// <summary>What came of every node that is done, by path.</summary>
    public IReadOnlyDictionary<string, NodeOutcome> Outcomes => _outcomes;

    /// <summary>How the run ends; null while it goes on.</summary>
    public RunEnd? End { get; private set; }

    /// <summary>Whether the run is on its way to its end: nothing new starts.</summary>
    public bool Ending => _ending is not null || End is not null;

    /// <summary>The sequence of the next ledger row.</summary>
    public int NextSequence { get; private set; } = 1;

    /// <summary>Folds a stored run.</summary>
    /// <exception cref="LedgerMismatchException">A row does not fit the definition.</exception>
    /// <exception cref="JsonException">A row is corrupt.</exception>
    public static RunMachine Fold(RunFacts facts, IEnumerable<LedgerEntry> entries)
    {
        var machine = new RunMachine(facts);
        var ledger = entries as IReadOnlyCollection<LedgerEntry> ?? [.. entries];
        foreach (var entry in ledger)
        {
            // All of them first: what another build's code decided when it adopted the run stands in a later row than the place it is for.
            DecisionCodec.Read(entry.Next, machine._recorded);
            if (entry.Kind == EntryKind.Adopted)
            {
                machine._drivenBy = EntryBody.ReadAdopted(entry.Body);
            }
        }

        machine.Start();
        foreach (var entry in ledger)
        {
            machine.Apply(entry);
        }

        machine.CheckPrepared();
        return machine;
    }

    /// <summary>Enters the rule's body.</summary>
    public void Start()
    {
        DecisionCodec.Read(Facts.Run.Next, _recorded);
        if (_recorded.Remove((DecisionKind.Parameters, ""), out var parameters))
        {
            Parameters = parameters;
        }

        if (_recorded.Remove((DecisionKind.Estimate, ""), out var estimated))
        {
            ToApprove = RunEstimate.Read(estimated) is { NeedsApproval: true } estimate ? estimate : null;
        }

        _now = Facts.Run.At;
        _agenda.Enqueue(_body);
        Drain();
    }

    /// <summary>Before the start of a new run: it keeps its parameters, whatever its scope sets later.</summary>
    public void KeepParameters() => _decisions.Add(new Decision(DecisionKind.Parameters, "", Parameters));

    /// <summary>Before the start of a new run: its place in a chain, which no event tells.</summary>
    public void KeepChain(ChainLink link) => _decisions.Add(new Decision(DecisionKind.Chain, "", link.Write()));

    /// <summary>Before the start of a new run: what it may cost.</summary>
    public void KeepEstimate(RunEstimate estimate)
    {
        _decisions.Add(new Decision(DecisionKind.Estimate, "", estimate.Write()));
        ToApprove = estimate.NeedsApproval ? estimate : null;
    }

    /// <summary>Takes in one row: what came out, and everything that follows from it.</summary>
    /// <exception cref="LedgerMismatchException">The row does not fit the definition.</exception>
    public void Apply(LedgerEntry entry)
    {
        NextSequence = Math.Max(NextSequence, entry.Sequence + 1);
        _now = entry.At;
        switch (entry.Kind)
        {
            case EntryKind.Outcome:
                ApplyOutcome(entry);
                break;
            case EntryKind.FailedTry:
                ApplyFailedTry(entry);
                break;
            case EntryKind.Started:
                var started = StepAt(entry);
                started.MarkedAttempt = entry.Try;
                started.MarkedAt = entry.At;
                break;
            case EntryKind.Deferred:
                var deferred = StepAt(entry);
                deferred.DeferredAttempt = entry.Try;
                deferred.DeferredAt = entry.StartedAt ?? entry.At;
                deferred.DueAt = deferred.DeferredAt + deferred.Step.Options.Timeout;
                break;
            case EntryKind.Decision:
                ApplyAnswer(entry);
                break;
            case EntryKind.End:
                // A row of this kind with rows behind it: the end was refused because a signal came. Ending follows from the rows, unless somebody asked for it.
                if (EntryBody.TryReadCancelled(entry.Body, out var reason))
                {
                    BeginEnding(new RunEnd(RunStatus.Cancelled, reason));
                }

                break;
            case EntryKind.Adopted:
                RuleHash = EntryBody.ReadAdopted(entry.Body);
                break;
            case EntryKind.Approved:
                ToApprove = null;
                break;
            default:
                throw new LedgerMismatchException(
                    $"Run '{Facts.Run.Id}' has a ledger row of kind {(int)entry.Kind}, which this build does not know. A host of the newer build that wrote it takes the run up by itself.")
                {
                    Need = Needs.Need.Ledger(entry.Kind),
                };
        }

        Drain();
    }

    /// <summary>The decisions made since the last call; they belong to the row that is being written.</summary>
    public ReadOnlyMemory<byte> TakeDecisions()
    {
        var stored = DecisionCodec.Write(_decisions);
        _decisions.Clear();
        return stored;
    }

    /// <summary>Lets the run end: nothing new starts, waits are over, and when nothing is in flight any more <see cref="End"/> is set.</summary>
    public void Cancel(string? reason)
    {
        if (_ending is { Status: RunStatus.Cancelled, Reason: null })
        {
            // The ledger said already that the run is cancelled; the signal knows why.
            _ending = _ending with { Reason = reason };
            End = End is null ? null : _ending;
        }

        BeginEnding(new RunEnd(RunStatus.Cancelled, reason));
        Drain();
    }

    /// <summary>Whether the event is the one that a wait is for. A <c>where</c> that throws counts as no.</summary>
    public bool Matches(WaitWork wait, JsonElement @event)
    {
        var scope = new NodeScope(this, wait.Frame) { Candidate = (wait.Node.Id, @event) };
        try
        {
            return wait.Wait.Where is null || wait.Wait.Where.Evaluate(scope, out _);
        }
        catch (Exception)
        {
            // The user's lambda: an event that it cannot judge is not the awaited one; the wait goes on and has its timeout.
            return false;
        }
    }

    /// <summary>What speaks against going on with this build's code, unless somebody released the run; null for nothing.</summary>
    public LedgerMismatchException? BuildMismatch => !Facts.Rule.ParkOnNewBuild || RuleHash == Facts.Rule.Hash ? null : new(
        $"Rule '{Facts.Rule.Name}' parks its runs when its code changes, and run '{Facts.Run.Id}' began with, or went on with, that of another build. "
        + "A host of that build takes it up by itself; release the run to let it go on with the present code, or cancel it.")
    {
        Need = Needs.Need.Build(Facts.Rule.Name, RuleHash),
    };

    /// <summary>A step whose input is recorded may have been called: a build that lacks it must not call another one in its place.</summary>
    /// <exception cref="LedgerMismatchException">The definition lacks a step that the run was about to call.</exception>
    private void CheckPrepared()
    {
        foreach (var (kind, path) in _recorded.Keys)
        {
            if (kind == DecisionKind.Input && Facts.Rule.Index.Find(new StepPath(path).StepId) is null)
            {
                throw new LedgerMismatchException(
                    $"Rule '{Facts.Rule.Name}' has no step '{path}' any more, which run '{Facts.Run.Id}' had begun. The rule changed since: "
                    + "a host whose build has the step takes the run up by itself; deploy one, or cancel the run.")
                {
                    Need = Needs.Need.Step(Facts.Rule.Name, new StepPath(path).StepId),
                };
            }
        }
    }

    private StepWork StepAt(LedgerEntry entry) => _work.GetValueOrDefault(entry.Path.Value) as StepWork
        ?? throw Mismatch(entry);

    private void ApplyFailedTry(LedgerEntry entry)
    {
        var failed = StepAt(entry);
        failed.Attempt = entry.Try + 1;
        failed.DeferredAttempt = 0;
        failed.DueAt = Instant(DecisionKind.Due, $"{entry.Path}#{failed.Attempt}", () =>
            _now + RetryPlan.DelayAfter(failed.Step.Options.Retry, entry.Try, $"{Facts.Run.Id}/{entry.Path}"));
    }

    private void ApplyOutcome(LedgerEntry entry)
    {
        if (!_work.Remove(entry.Path.Value, out var work))
        {
            throw Mismatch(entry);
        }

        var outcome = EntryBody.ReadOutcome(entry.Status ?? StepStatus.Failed, entry.Body);
        _outcomes[work.Path] = outcome;
        var frame = work.Frame;
        frame.Work = null;
        if (outcome.Status == StepStatus.Cancelled)
        {
            // Only what the flow no longer needed is recorded so: where this fold still needs it, the run had been cancelled before this row.
            work.Abandoned = true;
            if (!frame.Abandoned)
            {
                BeginEnding(new RunEnd(RunStatus.Cancelled, null));
            }
        }

        if (frame.Abandoned)
        {
            Finish(frame);
            return;
        }

        switch (work)
        {
            case WaitWork wait:
                LeaveWait(wait, outcome);
                break;
            case StepWork { Step.Tried: true }:
                Leave(frame);
                break;
            default:
                if (outcome.Succeeded)
                {
                    Leave(frame);
                }
                else
                {
                    Fail(frame, outcome.Error ?? new StepError { Code = "failed", Message = "The step failed.", StepId = work.Node.Id });
                }

                break;
        }
    }

    private void ApplyAnswer(LedgerEntry entry)
    {
        if (!_work.Remove(entry.Path.Value, out var work) || work is not ConditionWork)
        {
            throw Mismatch(entry);
        }

        work.Frame.Work = null;
        if (work.Frame.Abandoned)
        {
            Finish(work.Frame);
            return;
        }

        TakeBranch(work.Frame, (IfNode)work.Node, work.Path, EntryBody.ReadOutcome(StepStatus.Succeeded, entry.Body).Output.ValueKind == JsonValueKind.True);
    }

    private LedgerMismatchException Mismatch(LedgerEntry entry) => new(
        $"Rule '{Facts.Rule.Name}' has no active step '{entry.Path}' where run '{Facts.Run.Id}' recorded one. The rule changed since the run began: "
        + "a host of the former build takes the run up by itself; deploy one, or cancel the run.")
    {
        // With the same code nothing changed: then the row is corrupt, and no host is the better for it.
        Need = RuleHash == Facts.Rule.Hash || _drivenBy == Facts.Rule.Hash ? null : Needs.Need.Build(Facts.Rule.Name, _drivenBy),
    };
}

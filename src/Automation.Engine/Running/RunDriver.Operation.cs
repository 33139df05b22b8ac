using System.Globalization;
using System.Text.Json;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Storage;

namespace Automation.Running;

internal sealed partial class RunDriver
{
    /// <summary>Makes one operation of everything that happened, under the driver's lock.</summary>
    private ref struct OperationBuilder(RunDriver driver, DateTimeOffset now)
    {
        private readonly RunMachine _machine = driver.Machine;
        private readonly List<LedgerEntry> _entries = [];
        private List<SignalKey>? _consumed;
        private List<StepPath>? _endedWaits;
        private bool _adopted;

        public RecordOperation? Build_NeedsLock()
        {
            if (_machine.RuleHash != _machine.Facts.Rule.Hash)
            {
                // Another build's code goes on with the run. What it decided while the ledger was folded is recorded before anything of it starts,
                // and its waits begin anew: it may take an event that the former code passed over.
                _adopted = true;
                Record("", EntryKind.Adopted, _machine.NextSequence, null, null, now, EntryBody.WriteAdopted(_machine.Facts.Rule.Hash));
            }

            TakeResults();
            foreach (var signal in driver._signals)
            {
                TakeSignal(signal);
            }

            while (TakeDue() || TakeAbandoned() || TakeMarked())
            {
            }

            MarkStarts();
            var waits = NewWaits();
            EndWaits();
            var transition = Transition();
            var flush = driver._flush || _entries.Count > 0 || transition is not RunTransition.Continue;
            var log = flush && driver._log is { } lines ? lines.Take() : [];
            var clear = driver._rescues > 0 && (driver._alive || _entries.Exists(entry => entry.Kind == EntryKind.Outcome));
            var wanted = _entries.Count > 0 || _consumed is not null || waits.Count > 0 || _endedWaits is not null || log.Count > 0
                || clear || driver._look || transition is not RunTransition.Continue;
            driver._look = driver._flush = driver._alive = false;
            if (!wanted)
            {
                return null;
            }

            if (transition is RunTransition.End end && (_entries.Count == 0 || end.Status == RunStatus.Cancelled))
            {
                // The signal that cancelled the run is consumed with it: should the end be refused, this row still knows.
                Record("", EntryKind.End, _machine.NextSequence, null, null, now, end.Status == RunStatus.Cancelled ? EntryBody.WriteCancelled(end.Reason) : default);
            }

            if (clear)
            {
                driver._rescues = 0;
            }

            return new RecordOperation
            {
                RunId = driver.Id,
                ClaimNumber = driver.ClaimNumber,
                Entries = _entries,
                Consumed = transition is RunTransition.End ? KeysOf(driver._signals) : (IReadOnlyList<SignalKey>?)_consumed ?? [],
                Waits = waits,
                EndedWaits = (IReadOnlyList<StepPath>?)_endedWaits ?? [],
                Log = log,
                ClearRescues = clear,
                Limited = driver.Limited,
                Transition = transition,
            };
        }

        private static IReadOnlyList<SignalKey> KeysOf(IReadOnlyList<SignalRecord> signals) =>
            signals.Count == 0 ? [] : [.. signals.Select(signal => signal.Key)];

        /// <summary>
        /// One transaction of a handler at a time, and no result without one beside it: those would be lost with it. The others wait for the next operation,
        /// and count as in flight until then.
        /// </summary>
        private void TakeResults()
        {
            if (driver._results.Count == 0)
            {
                return;
            }

            var results = driver._results.ToArray();
            driver._results.Clear();
            foreach (var result in results)
            {
                if (result.Transaction is null)
                {
                    TakeResult(result);
                }
            }

            foreach (var result in results)
            {
                if (result.Transaction is null)
                {
                    continue;
                }

                if (_entries.Count > 0)
                {
                    driver._results.Add(result);
                    continue;
                }

                TakeResult(result);
                if (_entries.Count > 0)
                {
                    driver._transaction = result.Transaction;
                }
                else
                {
                    RollBack([result]);
                }
            }
        }

        private void TakeResult(StepResult result)
        {
            driver._flights.Remove(result.Flight.Work.Path);
            if (result.MissingHandler is not null)
            {
                driver._missing = new(result.MissingHandler) { Need = result.Need };
                return;
            }

            // As the machine has it now: the run may have been folded anew since the try began.
            if (result.Interrupted || !_machine.Work.TryGetValue(result.Flight.Work.Path, out var work))
            {
                return;
            }

            if (work is ConditionWork && result.Error is null)
            {
                Record(work.Path, EntryKind.Decision, 0, null, result.Flight.StartedAt, result.EndedAt, EntryBody.Write(result.Output, null, []));
            }
            else if (result.Deferred && !work.Abandoned)
            {
                Record(work.Path, EntryKind.Deferred, result.Flight.Attempt, null, result.Flight.StartedAt, result.EndedAt, EntryBody.Write(default, null, result.Jobs));
            }
            else if (result.Error is { } error)
            {
                TakeFailure(work, result.Flight.Attempt, error, result.MayRetry, result.Flight.StartedAt, result.EndedAt, result.Jobs);
            }
            else
            {
                Record(work.Path, EntryKind.Outcome, 0, StepStatus.Succeeded, result.Flight.StartedAt, result.EndedAt, EntryBody.Write(result.Output, null, result.Jobs));
            }
        }

        private void TakeFailure(
            Work work, int attempt, StepError error, bool mayRetry, DateTimeOffset? startedAt, DateTimeOffset endedAt, IReadOnlyList<JobId> jobs)
        {
            var body = EntryBody.Write(default, error, jobs);
            if (mayRetry && !work.Abandoned && work is StepWork step && attempt < step.Step.Options.Retry.MaxAttempts)
            {
                Record(work.Path, EntryKind.FailedTry, attempt, null, startedAt, endedAt, body);
            }
            else
            {
                Record(work.Path, EntryKind.Outcome, 0, work.Abandoned && error.Code == "cancelled" ? StepStatus.Cancelled : StepStatus.Failed, startedAt, endedAt, body);
            }
        }

        private void TakeSignal(SignalRecord signal)
        {
            switch (signal.Key.Kind)
            {
                case SignalKind.Cancel:
                    // Stays unconsumed until the end, so that a crash before it does not lose the wish.
                    _machine.Cancel(signal.Body.IsEmpty ? null : JsonElement.Parse(signal.Body.Span).GetString());
                    break;
                case SignalKind.Pause:
                    // Stays until the subject is released, so that whoever takes the run up meanwhile parks it again.
                    break;
                case SignalKind.Release when signal.Key == Approval.Key:
                    TakeApproval(signal);
                    break;
                case SignalKind.Completion:
                    TakeCompletion(signal);
                    break;
                case SignalKind.Event:
                    TakeEvent(signal);
                    break;
                default:
                    (_consumed ??= []).Add(signal.Key);
                    break;
            }
        }

        private void TakeApproval(SignalRecord signal)
        {
            (_consumed ??= []).Add(signal.Key);
            if (_machine.ToApprove is not null)
            {
                Record("", EntryKind.Approved, _machine.NextSequence, null, null, signal.At, signal.Body);
            }
        }

        private void TakeCompletion(SignalRecord signal)
        {
            var path = signal.Key.Path.Value;
            if (_machine.Work.GetValueOrDefault(path) is not StepWork { Abandoned: false } work
                || signal.Key.Nonce != work.Attempt.ToString(CultureInfo.InvariantCulture))
            {
                (_consumed ??= []).Add(signal.Key);
                return;
            }

            if (driver._flights.ContainsKey(path))
            {
                // It came before the handler that started the job returned: kept until then.
                return;
            }

            (_consumed ??= []).Add(signal.Key);
            var outcome = EntryBody.ReadOutcome(StepStatus.Succeeded, signal.Body);
            DateTimeOffset? startedAt = work.DeferredAttempt == work.Attempt ? work.DeferredAt : null;
            if ((outcome.Error ?? driver.FaultOf(work, outcome.Output)) is { } error)
            {
                TakeFailure(work, work.Attempt, error with { StepId = work.Node.Id }, true, startedAt, now, []);
            }
            else
            {
                Record(path, EntryKind.Outcome, 0, StepStatus.Succeeded, startedAt, now, signal.Body);
            }
        }

        private void TakeEvent(SignalRecord signal)
        {
            (_consumed ??= []).Add(signal.Key);
            if (_machine.Work.GetValueOrDefault(signal.Key.Path.Value) is WaitWork wait)
            {
                var @event = StoredJson.Parse(signal.Body.Span);
                if (_machine.Matches(wait, @event))
                {
                    Record(wait.Path, EntryKind.Outcome, 0, StepStatus.Succeeded, null, now, EntryBody.Write(@event, null, []));
                }
            }
        }

        /// <summary>One thing whose time has come.</summary>
        private bool TakeDue()
        {
            foreach (var work in _machine.Work.Values)
            {
                if (work.DueAt is not { } due || due > now || work.Abandoned)
                {
                    continue;
                }

                switch (work)
                {
                    case DelayWork:
                        Record(work.Path, EntryKind.Outcome, 0, StepStatus.Succeeded, null, now, default);
                        return true;
                    case WaitWork wait:
                        var message = $"No event '{wait.Wait.EventType}' about '{wait.Subject}' came within {wait.Wait.Timeout}.";
                        Record(work.Path, EntryKind.Outcome, 0, StepStatus.TimedOut, null, now, EntryBody.Write(
                            default, new StepError { Code = "timeout", Message = message, StepId = wait.Node.Id }, []));
                        return true;
                    case StepWork step when step.DeferredAttempt == step.Attempt:
                        TakeFailure(step, step.Attempt, StepRunner.TimedOut(step), true, step.DeferredAt, now, []);
                        return true;
                }
            }

            return false;
        }

        /// <summary>One step that the flow no longer needs and that is not in flight, or one at-most-once try that was cut off.</summary>
        private bool TakeAbandoned()
        {
            foreach (var work in _machine.Work.Values)
            {
                if (driver._flights.ContainsKey(work.Path))
                {
                    // Not before the transaction is committed that says so: it may break, and then the handler is still needed.
                    if (work.Abandoned && driver._transaction is null && driver._flights[work.Path] is var flight && flight.Reason == StopReason.None)
                    {
                        driver.Tell(flight);
                    }

                    continue;
                }

                if (work.Abandoned)
                {
                    Record(work.Path, EntryKind.Outcome, 0, StepStatus.Cancelled, null, now, default);
                    return true;
                }

                if (work is StepWork step && driver.IsCutOff(step) && driver.UncertainAt(step) <= now)
                {
                    Record(work.Path, EntryKind.Outcome, 0, StepStatus.Uncertain, step.MarkedAt, now, EntryBody.Write(default, new StepError
                    {
                        Code = "uncertain",
                        Message = $"The host died or lost the run while step '{step.Path}' ran. It runs at most once, so it was not called again: it may or may not have happened.",
                        StepId = step.Node.Id,
                    }, []));
                    return true;
                }
            }

            return false;
        }

        /// <summary>One at-most-once try that was marked by the commit whose answer told of the override: it did not begin, and nobody shall wonder later whether it did.</summary>
        private bool TakeMarked()
        {
            if (driver.Marked.Count == 0 || driver.Paused is null)
            {
                return false;
            }

            foreach (var (path, begun) in driver.Marked)
            {
                if (!begun && _machine.Work.GetValueOrDefault(path) is StepWork { Abandoned: false } step && step.MarkedAttempt == step.Attempt)
                {
                    Record(path, EntryKind.FailedTry, step.Attempt, null, null, now, EntryBody.Write(default, new StepError
                    {
                        Code = "overridden",
                        Message = $"Step '{path}' was not called: its subject was overridden before it began. It is called when the subject is released.",
                        StepId = step.Node.Id,
                    }, []));
                    return true;
                }
            }

            return false;
        }

        /// <summary>Start marks of the at-most-once steps that will start after this commit.</summary>
        private void MarkStarts()
        {
            if (driver._stopping || driver._missing is not null || _machine.Ending)
            {
                return;
            }

            foreach (var work in _machine.Work.Values)
            {
                if (work is StepWork { Step.Options.Delivery: DeliveryMode.AtMostOnce } step && step.MarkedAttempt != step.Attempt
                    && driver.IsLaunchable_NeedsLock(step, now))
                {
                    Record(step.Path, EntryKind.Started, step.Attempt, null, now, now, default);
                    driver.Marked[step.Path] = false;
                }
            }
        }

        private IReadOnlyList<WaitRecord> NewWaits()
        {
            List<WaitRecord>? waits = null;
            foreach (var work in _machine.Work.Values)
            {
                if (work is not WaitWork wait)
                {
                    continue;
                }

                var record = new WaitRecord(new StepPath(wait.Path), wait.Wait.EventType, wait.Subject);
                if (_adopted || driver._waits.GetValueOrDefault(wait.Path) != record)
                {
                    // A commit whose answer was lost may have begun it: ended first, it begins either way.
                    driver._waits[wait.Path] = record;
                    (_endedWaits ??= []).Add(record.Path);
                    (waits ??= []).Add(record);
                }
            }

            return (IReadOnlyList<WaitRecord>?)waits ?? [];
        }

        private void EndWaits()
        {
            if (driver._waits.Count == 0)
            {
                return;
            }

            foreach (var path in driver._waits.Keys.ToArray())
            {
                if (!_machine.Work.ContainsKey(path))
                {
                    driver._waits.Remove(path);
                    (_endedWaits ??= []).Add(new StepPath(path));
                }
            }
        }

        private RunTransition Transition()
        {
            if (_machine.End is { } end)
            {
                return new RunTransition.End(end.Status, end.Reason is null ? null : Json.StorableText.Clean(end.Reason));
            }

            var inFlight = driver._flights.Count > 0;
            if (!inFlight && driver._missing is { } missing)
            {
                return missing;
            }

            if (!inFlight && !_machine.Ending && driver.Paused is { } pause)
            {
                return new RunTransition.Hold(PausedRun.ReasonOf(pause)) { Need = SubjectOverrides.Need };
            }

            if (!inFlight && !_machine.Ending && _machine.ToApprove is { } estimate)
            {
                return Approval.HoldOf(estimate);
            }

            if (!inFlight && driver._stopping)
            {
                return RunTransition.Release.Instance;
            }

            DateTimeOffset? next = null;
            var launchable = false;
            foreach (var work in _machine.Work.Values)
            {
                launchable |= driver.IsLaunchable_NeedsLock(work, now);
                next = driver.DueAt(work) is { } due && due > now && !work.Abandoned && (next is null || due < next) ? due : next;
            }

            if (!inFlight && !launchable && !(next - now <= ShortWait))
            {
                return new RunTransition.Park(next);
            }

            // The run stays in memory, and what falls due meanwhile must not wait for the steps beside it.
            if (next is { } soon)
            {
                driver.WakeAt_NeedsLock(soon, now);
            }

            return RunTransition.Continue.Instance;
        }

        private void Record(
            string path, EntryKind kind, int number, StepStatus? status, DateTimeOffset? startedAt, DateTimeOffset at, ReadOnlyMemory<byte> body)
        {
            var entry = new LedgerEntry
            {
                Path = new StepPath(path),
                Kind = kind,
                Try = number,
                Sequence = _machine.NextSequence,
                Status = status,
                StartedAt = startedAt,
                At = at,
                Body = body,
            };
            _machine.Apply(entry);
            entry = _machine.TakeDecisions() is { IsEmpty: false } next ? entry with { Next = next } : entry;
            _entries.Add(entry);
            driver.Meter?.Add(entry);
        }
    }
}

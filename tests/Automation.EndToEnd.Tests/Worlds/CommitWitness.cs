using System.Text;
using System.Text.Json;
using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>Remembers what was committed, and complains when the engine acts against it. It outlives crashes. Thread-safe.</summary>
internal sealed class CommitWitness
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _inputs = [];
    private readonly HashSet<string> _outcomes = [];
    private readonly Dictionary<RunId, long> _claims = [];
    private readonly Dictionary<RunId, int> _limits = [];
    private readonly List<string> _complaints = [];

    public int Commits { get; private set; }

    public int Operations { get; private set; }

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_gate)
            {
                return [.. _complaints];
            }
        }
    }

    /// <summary>How often permits were counted in what is committed.</summary>
    public int Counts { get; private set; }

    /// <summary>Whether there may be runs with a limit of their rule.</summary>
    public bool CountsPermits
    {
        get
        {
            lock (_gate)
            {
                return _limits.Count > 0;
            }
        }
    }

    /// <summary>A commit begins, whatever becomes of it: the limits that its runs have. Returns the runs with limits of which it says an outcome.</summary>
    public IReadOnlyList<RunId> Began(CommitBatch batch)
    {
        lock (_gate)
        {
            foreach (var created in batch.Operations.OfType<AcceptOperation>().SelectMany(accept => accept.Runs))
            {
                if (created.Limits?.OfRule is { } most)
                {
                    _limits[created.Run.Id] = most;
                }
            }

            return [.. batch.Operations.OfType<RecordOperation>()
                .Where(record => _limits.ContainsKey(record.RunId) && record.Entries.Any(entry => entry is { Kind: EntryKind.Outcome, StartedAt: not null })).Select(record => record.RunId)];
        }
    }

    /// <summary>I7: no committed state has more permits than the limit of the rule.</summary>
    /// <param name="runs">What is committed, of one moment.</param>
    public void Counted(IReadOnlyList<StoredRunSummary> runs)
    {
        lock (_gate)
        {
            Counts++;
            foreach (var rule in runs.Where(run => run.Live is { HoldsPermit: true } && _limits.ContainsKey(run.Run.Id)).GroupBy(run => run.Run.Rule))
            {
                if (rule.Count() > rule.Min(run => _limits[run.Run.Id]))
                {
                    _complaints.Add($"I7: {rule.Count()} runs of rule '{rule.Key}' hold a permit.");
                }
            }
        }
    }

    public void Committed(CommitBatch batch, IReadOnlyList<OperationResult> results)
    {
        lock (_gate)
        {
            Commits++;
            Operations += batch.Operations.Count;
            for (var index = 0; index < results.Count; index++)
            {
                switch (batch.Operations[index])
                {
                    case AcceptOperation accept when results[index] is AcceptResult { Status: AcceptStatus.Accepted }:
                        accept.Runs.ToList().ForEach(run => Decided_NeedsLock(run.Run.Id, run.Run.Next));
                        break;
                    case RecordOperation record when results[index] is RecordResult { Applied: true }:
                        record.Entries.ToList().ForEach(entry => Recorded_NeedsLock(record, entry));
                        break;
                }
            }
        }
    }

    public void Claimed(IReadOnlyList<StoredRun> runs)
    {
        lock (_gate)
        {
            foreach (var run in runs)
            {
                var number = run.Live!.ClaimNumber;
                if (number <= _claims.GetValueOrDefault(run.Run.Id))
                {
                    _complaints.Add($"Run {run.Run.Id} was claimed with number {number} after {_claims[run.Run.Id]}.");
                }

                _claims[run.Run.Id] = number;

                // What was read from the store is committed, also when whoever committed it had no time yet to say so.
                Decided_NeedsLock(run.Run.Id, run.Run.Next);
                run.Entries.ToList().ForEach(entry => Decided_NeedsLock(run.Run.Id, entry.Next));
            }
        }
    }

    /// <summary>A handler is called: its input must be durable, and no outcome may be.</summary>
    public void Called(string key, JsonElement input)
    {
        lock (_gate)
        {
            if (!_inputs.Contains($"{key} {input.GetRawText()}"))
            {
                _complaints.Add($"Step {key} was called with {input.GetRawText()}, which no commit decided.");
            }

            if (_outcomes.Contains(key))
            {
                _complaints.Add($"Step {key} was called although its outcome was committed.");
            }
        }
    }

    public void Complain(string complaint)
    {
        lock (_gate)
        {
            _complaints.Add(complaint);
        }
    }

    private void Recorded_NeedsLock(RecordOperation record, LedgerEntry entry)
    {
        Decided_NeedsLock(record.RunId, entry.Next);
        if (entry.Kind == EntryKind.Outcome && !_outcomes.Add($"{record.RunId}/{entry.Path}"))
        {
            _complaints.Add($"Step {record.RunId}/{entry.Path} has two outcomes.");
        }
    }

    private void Decided_NeedsLock(RunId runId, ReadOnlyMemory<byte> next)
    {
        if (next.IsEmpty)
        {
            return;
        }

        foreach (var decision in JsonElement.Parse(Encoding.UTF8.GetString(next.Span)).GetProperty("d").EnumerateArray())
        {
            if (decision[0].GetString() == "input")
            {
                _inputs.Add($"{runId}/{decision[1].GetString()} {decision[2].GetRawText()}");
            }
        }
    }
}

using System.Text.Json;
using Automation.Costing;
using Automation.Definitions;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Running.History;

/// <summary>Collects a run's steps from its ledger, in the order in which they were made ready.</summary>
internal sealed class StepList(RuleDefinition? rule)
{
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly List<Item> _order = [];

    public void AddDecisions(ReadOnlyMemory<byte> next)
    {
        var decisions = new Dictionary<(string Kind, string Path), JsonElement>();
        DecisionCodec.Read(next, decisions);
        foreach (var ((kind, path), value) in decisions)
        {
            switch (kind)
            {
                case DecisionKind.Input:
                    At(path).Input = value;
                    break;
                case DecisionKind.Subject:
                    At(path).Status = StepStatus.Waiting;
                    break;
                case DecisionKind.Fault when IsStep(path):
                    var faulted = At(path);
                    faulted.Status = StepStatus.Failed;
                    faulted.Error = EntryBody.ReadError(value);
                    break;
            }
        }
    }

    public void Add(LedgerEntry entry)
    {
        if (entry.Kind is EntryKind.End or EntryKind.Adopted or EntryKind.Approved)
        {
            return;
        }

        var item = At(entry.Path.Value);
        item.Counter.Add(entry);
        var outcome = EntryBody.ReadOutcome(entry.Status ?? StepStatus.Failed, entry.Body);
        item.StartedAt ??= entry.StartedAt;
        item.Reused |= EntryBody.IsReused(entry.Body);
        item.Jobs.AddRange(EntryBody.ReadJobs(entry.Body));
        switch (entry.Kind)
        {
            case EntryKind.Outcome:
                item.Status = outcome.Status;
                item.Output = outcome.Output.ValueKind == JsonValueKind.Undefined ? null : outcome.Output;
                item.Error = outcome.Error;
                item.EndedAt = entry.At;
                if (entry.StartedAt is { } started)
                {
                    item.Attempts.Add(new AttemptRecord { Number = item.Attempts.Count + 1, StartedAt = started, EndedAt = entry.At, Error = outcome.Error });
                }

                break;
            case EntryKind.FailedTry:
                item.Status = StepStatus.Waiting;
                item.Attempts.Add(new AttemptRecord { Number = entry.Try, StartedAt = entry.StartedAt ?? entry.At, EndedAt = entry.At, Error = outcome.Error });
                break;
            case EntryKind.Deferred:
                item.Status = StepStatus.Waiting;
                break;
            case EntryKind.Decision:
                item.Status = StepStatus.Succeeded;
                item.Output = outcome.Output;
                item.EndedAt = entry.At;
                break;
        }
    }

    /// <summary>What the run works on or waits for now; whatever else has no outcome was abandoned.</summary>
    public void AddActive(IReadOnlyDictionary<string, Work> active)
    {
        foreach (var item in _order.Where(item => item.Status is StepStatus.Running or StepStatus.Waiting && !active.ContainsKey(item.Path)))
        {
            item.Status = StepStatus.Cancelled;
        }

        foreach (var work in active.Values)
        {
            At(work.Path).Status = work switch
            {
                StepWork step when step.DeferredAttempt == step.Attempt || step.DueAt is not null => StepStatus.Waiting,
                StepWork or ConditionWork => StepStatus.Running,
                _ => StepStatus.Waiting,
            };
        }
    }

    /// <summary>No host works on the run: what would run waits.</summary>
    public void Rest()
    {
        foreach (var item in _order.Where(item => item.Status == StepStatus.Running))
        {
            item.Status = StepStatus.Waiting;
        }
    }

    public void AddProgress(LogRecord line)
    {
        var item = At(line.Path.Value);
        item.Percent = line.Percent;
        item.Phase = line.Message.Length == 0 ? null : line.Message;
    }

    /// <summary>The steps that were called.</summary>
    public IReadOnlyList<StepCalls> Calls() => [.. _order.Where(item => item.Counter.Calls > 0).Select(item => new StepCalls(item.Action, item.Input, item.Counter.Calls))];

    public IReadOnlyList<StepRecord> ToRecords() => _order.ConvertAll(item => new StepRecord
    {
        Path = new StepPath(item.Path),
        Action = item.Action,
        Status = item.Status,
        Input = item.Input,
        Output = item.Output,
        Error = item.Error,
        Attempts = item.Attempts,
        Reused = item.Reused,
        Jobs = item.Jobs,
        StartedAt = item.StartedAt,
        EndedAt = item.EndedAt,
        Percent = item.Percent,
        Phase = item.Phase,
    });

    private bool IsStep(string path) => rule?.Index.Find(new StepPath(path).StepId)?.Node is not (ParallelNode or EndNode);

    private Item At(string path)
    {
        if (!_items.TryGetValue(path, out var item))
        {
            item = new Item(path, ActionOf(path));
            _items.Add(path, item);
            _order.Add(item);
        }

        return item;
    }

    private string ActionOf(string path) => rule?.Index.Find(new StepPath(path).StepId)?.Node switch
    {
        StepNode step => step.Action,
        DelayNode => "delay",
        WaitForNode => "wait",
        IfNode => "condition",
        ForEachNode => "loop",
        _ => "unknown",
    };

    private sealed class Item(string path, string action)
    {
        public string Path => path;

        public string Action => action;

        public StepStatus Status { get; set; } = StepStatus.Running;

        public JsonElement? Input { get; set; }

        public JsonElement? Output { get; set; }

        public StepError? Error { get; set; }

        public List<AttemptRecord> Attempts { get; } = [];

        public bool Reused { get; set; }

        public List<JobId> Jobs { get; } = [];

        public DateTimeOffset? StartedAt { get; set; }

        public DateTimeOffset? EndedAt { get; set; }

        public double? Percent { get; set; }

        public string? Phase { get; set; }

        public CallCounter Counter { get; } = new();
    }
}

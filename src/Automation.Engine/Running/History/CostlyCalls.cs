using System.Text.Json;
using Automation.Costing;
using Automation.Definitions;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Running.History;

/// <summary>Counts how often a run called what costs something, from its ledger. Of other steps, and of what came of any, it keeps nothing: a run may have thousands.</summary>
internal sealed class CostlyCalls(RuleDefinition rule, CostCatalog costs)
{
    private readonly Dictionary<string, Step> _steps = new(StringComparer.Ordinal);
    private readonly bool _readsConfigs = rule.Index.Places.Any(place => place.Node is StepNode step && costs.TryGet(step.Action, out var cost) && cost.DependsOnConfig);

    public void AddDecisions(ReadOnlyMemory<byte> next)
    {
        if (!_readsConfigs)
        {
            return;
        }

        var decisions = new Dictionary<(string Kind, string Path), JsonElement>();
        DecisionCodec.Read(next, decisions);
        foreach (var ((kind, path), value) in decisions)
        {
            if (kind == DecisionKind.Input && Find(path) is { Cost.DependsOnConfig: true } step)
            {
                // Not with the other decisions, which would be kept as long.
                step.Config = value.Clone();
            }
        }
    }

    public void Add(LedgerEntry entry) => Find(entry.Path.Value)?.Counter.Add(entry);

    /// <summary>The steps that were called.</summary>
    public IReadOnlyList<StepCalls> Calls() => [.. _steps.Values.Where(step => step.Counter.Calls > 0).Select(step => new StepCalls(step.Cost.Name, step.Config, step.Counter.Calls))];

    /// <summary>Null for what costs nothing.</summary>
    private Step? Find(string path)
    {
        if (!_steps.TryGetValue(path, out var step) && rule.Index.Find(new StepPath(path).StepId)?.Node is StepNode node && costs.TryGet(node.Action, out var cost))
        {
            step = new Step(cost);
            _steps.Add(path, step);
        }

        return step;
    }

    private sealed class Step(ActionCost cost)
    {
        public ActionCost Cost => cost;

        public CallCounter Counter { get; } = new();

        public JsonElement? Config { get; set; }
    }
}

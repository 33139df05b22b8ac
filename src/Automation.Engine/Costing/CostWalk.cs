using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Costing;

/// <summary>The most that a run of a rule costs: everything that it may call, each step once.</summary>
/// <remarks>
/// Of branches the dearest counts, of parallel ones all; a loop as often as it has items, or may have where they are not known yet; a block's OnFailure with the block. Tries beyond the first do not count.
/// </remarks>
internal sealed class CostWalk(CostCatalog costs, IServiceProvider services, IRunScope seen, JsonSerializerOptions json)
{
    /// <summary>See <see cref="CostEstimate"/>.</summary>
    public string? Unread { get; private set; }

    public decimal Of(Block? block)
    {
        var sum = block?.OnFailure is null ? 0 : Of(block.OnFailure);
        foreach (var node in block?.Nodes ?? [])
        {
            sum = Capped(sum + Of(node));
        }

        return sum;
    }

    private static decimal Capped(decimal sum) => Math.Min(sum, Credits.MostInAll);

    private decimal Of(Node node) => node switch
    {
        StepNode step => Of(step),
        IfNode branch => Math.Max(Of(branch.Then), Of(branch.Else)),
        WaitForNode wait => Math.Max(Of(wait.Received), Of(wait.TimedOut)),
        ParallelNode parallel => Capped(parallel.Branches.Sum(branch => Of(branch.Body))),
        ForEachNode loop => Of(loop.Body) is var each and > 0 ? Capped(each * CountOf(loop)) : 0,
        _ => 0,
    };

    private decimal Of(StepNode step) =>
        !costs.TryGet(step.Action, out var cost) ? 0
        : cost.DependsOnConfig && Known(step.Config, step) is { } config ? cost.CostOf(services, config, json)
        : cost.Declared;

    private int CountOf(ForEachNode loop) =>
        Known(loop.Items, loop) is { ValueKind: JsonValueKind.Array } items ? Math.Min(items.GetArrayLength(), loop.Options.MaxItems) : loop.Options.MaxItems;

    private JsonElement? Known(ValueBinding? binding, Node node)
    {
        var scope = new EstimateScope(seen);
        try
        {
            var value = binding?.Evaluate(scope);
            return scope.Missed ? null : value;
        }
        catch (Exception fault)
        {
            // The rule's lambda or template, asked before its time: what it yields is not known yet, or never will be.
            Unread ??= scope.Missed ? null : StorableText.Clean($"{(node is ForEachNode loop
                ? $"Loop '{loop.Id}' counts with {loop.Options.MaxItems} items, its most, since they cannot be read"
                : $"Step '{node.Id}' counts with the cost of its action, since its config cannot be rendered")}: {fault.Message}", 512);
            return null;
        }
    }
}

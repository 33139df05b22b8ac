using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>Judges what a loop is to go over.</summary>
internal static class LoopItems
{
    /// <summary>Why the loop cannot go over the value; null when it can.</summary>
    public static StepFailedException? FaultOf(ForEachNode loop, JsonElement items)
    {
        if (items.ValueKind != JsonValueKind.Array)
        {
            return new StepFailedException("wrong-kind", $"Loop '{loop.Id}' needs an array of items; it got {items.ValueKind}.");
        }

        var count = items.GetArrayLength();
        return count <= loop.Options.MaxItems
            ? null
            : new StepFailedException(
                "too-many-items", $"Loop '{loop.Id}' has {count} items; {loop.Options.MaxItems} are allowed. Raise MaxItems (10,000 at most), or split the work.");
    }
}

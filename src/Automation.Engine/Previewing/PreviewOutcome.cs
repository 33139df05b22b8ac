using System.Text.Json;
using Automation.Definitions;

namespace Automation.Previewing;

/// <summary>What would come of a node: known, or dependent on what only a run can tell.</summary>
/// <param name="Known">The outcome; null when it is not known.</param>
/// <param name="DependsOn">The ids of the steps that it depends on; empty when it is known.</param>
internal sealed record PreviewOutcome(NodeOutcome? Known, IReadOnlyList<string> DependsOn)
{
    public static PreviewOutcome Succeeded(JsonElement output) => new(new NodeOutcome(StepStatus.Succeeded, output, null), []);

    public static PreviewOutcome Failed(StepError error) => new(new NodeOutcome(StepStatus.Failed, default, error), []);

    public static PreviewOutcome Unknown(params IReadOnlyList<string> dependsOn) => new(null, dependsOn);
}

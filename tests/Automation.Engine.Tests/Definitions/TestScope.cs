using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A scope that shows what a test puts in.</summary>
internal sealed class TestScope : IRunScope
{
    public string Scope { get; init; } = "project-1";

    public string Rule { get; init; } = "rule";

    public RunId RunId { get; init; }

    public string TimeZone { get; init; } = "Etc/UTC";

    public string? Subject { get; init; }

    public TriggerInfo Trigger { get; init; } = new() { Kind = TriggerKind.Event, Id = "event", At = new(2030, 1, 31, 8, 0, 0, TimeSpan.Zero) };

    public JsonElement TriggerData { get; init; } = JsonElement.Parse("{}");

    public JsonElement Input { get; init; } = JsonElement.Parse("{}");

    public Type? InputType { get; init; }

    public JsonElement Parameters { get; init; } = JsonElement.Parse("{}");

    public JsonSerializerOptions Json { get; init; } = JsonSerializerOptions.Web;

    public Dictionary<string, NodeOutcome> Outcomes { get; } = [];

    public Dictionary<string, JsonElement> Items { get; } = [];

    public StepError? Failure { get; init; }

    /// <summary>Lets a node have succeeded with a result.</summary>
    public TestScope Done(string nodeId, object? output)
    {
        Outcomes[nodeId] = new NodeOutcome(StepStatus.Succeeded, JsonSerializer.SerializeToElement(output, Json), null);
        return this;
    }

    /// <summary>Lets a node have failed.</summary>
    public TestScope Failed(string nodeId, string message)
    {
        Outcomes[nodeId] = new NodeOutcome(StepStatus.Failed, default, new StepError { Code = "exception", Message = message, StepId = nodeId });
        return this;
    }

    /// <summary>Puts the place inside a loop, at an item.</summary>
    public TestScope At(string loopId, object item)
    {
        Items[loopId] = JsonSerializer.SerializeToElement(item, Json);
        return this;
    }

    public bool TryGetOutput(string nodeId, out JsonElement output)
    {
        output = TryGetOutcome(nodeId, out var outcome) && outcome.Succeeded ? outcome.Output : default;
        return outcome is { Succeeded: true };
    }

    public bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome) => Outcomes.TryGetValue(nodeId, out outcome);

    public bool TryGetItem(string loopId, out JsonElement item) => Items.TryGetValue(loopId, out item);
}

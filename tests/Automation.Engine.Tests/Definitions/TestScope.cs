using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A scope that shows what a test puts in.</summary>
internal sealed class TestScope : IRunScope
{
    public string Scope { get; init; } = "project-1";

    public string Rule => "rule";

    public RunId RunId => default;

    public string TimeZone => "Etc/UTC";

    public string? Subject => null;

    public TriggerInfo Trigger { get; init; } = new() { Kind = TriggerKind.Event, Id = "event", At = new(2030, 1, 31, 8, 0, 0, TimeSpan.Zero) };

    public JsonElement TriggerData { get; init; } = JsonElement.Parse("{}");

    public JsonElement Input { get; init; } = JsonElement.Parse("{}");

    public Type? InputType => null;

    public JsonElement Parameters { get; init; } = JsonElement.Parse("{}");

    public JsonSerializerOptions Json => JsonSerializerOptions.Web;

    public Dictionary<string, NodeOutcome> Outcomes { get; } = [];

    public Dictionary<string, JsonElement> Items { get; } = [];

    public StepError? Failure { get; init; }

    public bool TryGetOutput(string nodeId, out JsonElement output)
    {
        output = TryGetOutcome(nodeId, out var outcome) && outcome.Succeeded ? outcome.Output : default;
        return outcome is { Succeeded: true };
    }

    public bool TryGetOutcome(string nodeId, [NotNullWhen(true)] out NodeOutcome? outcome) => Outcomes.TryGetValue(nodeId, out outcome);

    public bool TryGetItem(string loopId, out JsonElement item) => Items.TryGetValue(loopId, out item);
}

using System.Text.Json;
using Automation.Json;
using Automation.Storage;

namespace Automation.Running.Machine;

/// <summary>The place in a chain of events and runs, each of which caused the next one.</summary>
/// <param name="Root">The event from outside that began the chain; null when a run did that was started by hand.</param>
/// <param name="Depth">How many runs of the chain lie before it; 0 for what came from outside.</param>
internal readonly record struct ChainLink(AutomationEventId? Root, int Depth)
{
    /// <summary>The place of what a run causes.</summary>
    public static ChainLink After(RunFacts? cause) => cause is null ? default : new(cause.Root, cause.Depth + 1);

    /// <summary>The place of a run that is stored: its event's, unless a handler started it by hand.</summary>
    public static ChainLink Of(RunRecord run, EventRecord? @event) =>
        Find(run) ?? (@event is null ? default : new(@event.Root, @event.Depth));

    /// <summary>The place that a handler gave the run when it started it; null for one that has its event's, or none.</summary>
    /// <exception cref="JsonException">What is stored cannot be read.</exception>
    public static ChainLink? Find(RunRecord run) =>
        (run.EventId is null || run.RerunOf is not null) && DecisionCodec.ChainOf(run.Next) is { ValueKind: JsonValueKind.Object } stored
            ? new(stored.TryGetProperty("root"u8, out var root) && root.ValueKind == JsonValueKind.String ? AutomationEventId.Parse(root.GetString()!) : null, stored.GetProperty("depth"u8).GetInt32())
            : null;

    /// <summary>The stored form.</summary>
    public JsonElement Write() => StoredJson.Parse(SmallJson.Write(this, static (writer, link) =>
    {
        writer.WriteStartObject();
        if (link.Root is { } root)
        {
            writer.WriteString("root"u8, root.ToString());
        }

        writer.WriteNumber("depth"u8, link.Depth);
        writer.WriteEndObject();
    }));
}

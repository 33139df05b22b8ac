using System.Text.Json;

namespace Automation.Polling;

/// <summary>A trigger type of the host's: its record, and how to ask its poller.</summary>
internal abstract class PollDescriptor
{
    public required string Name { get; init; }

    public abstract Type TriggerType { get; }

    /// <summary>Makes the poller ready, from a fresh DI scope's services. Throws what the host's code throws, or what is wrong with what it says.</summary>
    public abstract PollCall Open(IServiceProvider services, JsonElement config, JsonSerializerOptions json);
}

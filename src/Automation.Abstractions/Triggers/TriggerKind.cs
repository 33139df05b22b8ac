using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What may start a rule. The numbers are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<TriggerKind>))]
public enum TriggerKind
{
    /// <summary>An event of a type.</summary>
    Event = 1,

    /// <summary>A person or program asks for it.</summary>
    Manual = 2,

    /// <summary>A schedule.</summary>
    Schedule = 3,

    /// <summary>A delivery to a webhook of the scope: see <see cref="IScopedWebhooks"/>.</summary>
    Webhook = 4,

    /// <summary>A type of the host's, which its <see cref="IPollingTrigger{TTrigger, TPayload}"/> fires.</summary>
    Custom = 5,
}

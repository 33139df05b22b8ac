using Automation.Intake;

namespace Automation.Definitions;

/// <summary>One thing that may start a rule.</summary>
internal sealed class TriggerDefinition
{
    public required string Id { get; init; }

    public required TriggerKind Kind { get; init; }

    /// <summary>Why this version starts no rule by it: the rest of a sentence that begins with the trigger. Null when it does.</summary>
    public string? NotFired => Kind == TriggerKind.Event && Type is not null && IntakeNames.IsReserved(Type) ? $"waits for events of type '{Type}', which are the engine's own records and start no rule."
        : null;

    /// <summary>Whether what comes by it waits for quiet where the rule has a debounce.</summary>
    public bool WaitsForQuiet => Kind is TriggerKind.Event or TriggerKind.Custom or TriggerKind.Webhook;

    /// <summary>For an event trigger: the stored name of the event's type. For a custom trigger: the trigger's stored name.</summary>
    public string? Type { get; init; }

    /// <summary>The CLR type of the payload; null for a data rule.</summary>
    public Type? PayloadType { get; init; }

    /// <summary>Which events of the type count, asked of the payload (root <c>trigger.data</c>) before it is mapped; null for all of them.</summary>
    public ConditionBinding? Where { get; init; }

    /// <summary>Maps the payload (root <c>trigger.data</c>) to the input; null when the payload is the input.</summary>
    public ValueBinding? Input { get; init; }

    /// <summary>The config of a schedule, webhook or custom trigger; null when there is none.</summary>
    public ValueBinding? Config { get; init; }
}

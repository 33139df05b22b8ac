using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>The words for the kinds of triggers. A trigger without an id of its own has its word as id.</summary>
internal static class TriggerTypes
{
    public const string Event = "event";
    public const string Manual = "manual";
    public const string Schedule = "schedule";
    public const string Webhook = "webhook";

    /// <summary>The word for a trigger's kind; for a type of the host's its stored name.</summary>
    public static string Name(TriggerDefinition trigger) => Name(trigger.Kind, trigger.Type);

    /// <inheritdoc cref="Name(TriggerDefinition)"/>
    public static string Name(TriggerKind kind, string? type) => kind switch
    {
        TriggerKind.Event => Event,
        TriggerKind.Manual => Manual,
        TriggerKind.Schedule => Schedule,
        TriggerKind.Webhook => Webhook,
        _ => type ?? "",
    };

    /// <summary>What is wrong with a trigger for a type of event behind one without a filter: an event starts a rule once, by the first trigger that takes it.</summary>
    public static string TwoForOneEvent(string first, string second, string type) =>
        $"the triggers {ShortText.Quote(first)} and {ShortText.Quote(second)} both wait for the event '{type}', and the first takes every one. Give it a filter ('where'), or put it last.";

    /// <summary>The kind that a word means: a word of our own, or else a type of the host's.</summary>
    public static TriggerKind Kind(string name) => name switch
    {
        Event => TriggerKind.Event,
        Manual => TriggerKind.Manual,
        Schedule => TriggerKind.Schedule,
        Webhook => TriggerKind.Webhook,
        _ => TriggerKind.Custom,
    };
}

using System.Text.Json;
using Automation.Definitions;
using Automation.Json;
using Automation.Storage;

namespace Automation.Running.Machine;

/// <summary>What is known of a run from its creation on, and never changes.</summary>
internal sealed class RunFacts
{
    public required RunRecord Run { get; init; }

    public required RuleDefinition Rule { get; init; }

    public required TriggerInfo Trigger { get; init; }

    public required JsonElement TriggerData { get; init; }

    public required JsonElement Input { get; init; }

    public required Type? InputType { get; init; }

    public required JsonElement Parameters { get; init; }

    public required JsonSerializerOptions Json { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>The event from outside that began the chain which the run is part of; null when the run was started without one.</summary>
    public AutomationEventId? Root { get; init; }

    /// <summary>How many runs lie between that event and this run's own.</summary>
    public int Depth { get; init; }

    /// <summary>Whether lambdas are asked twice and compared.</summary>
    public required bool AskTwice { get; init; }

    /// <summary>The facts of a stored run.</summary>
    public static RunFacts Of(RunRecord run, EventRecord? @event, RuleDefinition rule, JsonSerializerOptions json, bool askTwice)
    {
        var data = @event is null ? default : StoredJson.Parse(@event.Payload.Span);
        var input = run.Input.IsEmpty ? data : StoredJson.Parse(run.Input.Span);
        var trigger = rule.Triggers.FirstOrDefault(candidate => candidate.Id == run.TriggerId);
        return new RunFacts
        {
            Run = run,
            Rule = rule,
            Trigger = new TriggerInfo { Kind = run.TriggerKind, Id = run.TriggerId, At = run.At, EventId = run.EventId },
            TriggerData = @event is null ? input : data,
            Input = input,
            InputType = run.TriggerKind != TriggerKind.Manual && trigger is { Input: null } ? trigger.PayloadType ?? rule.InputType : rule.InputType,
            Parameters = rule.ParameterDefaults,
            Json = json,
            TimeZone = run.TimeZone ?? TimeZones.Utc,
            Root = @event?.Root,
            Depth = @event?.Depth ?? 0,
            AskTwice = askTwice,
        };
    }
}

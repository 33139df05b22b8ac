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

    /// <summary>The run's place in the chain of what caused it.</summary>
    public ChainLink Chain { get; init; }

    /// <summary>The event from outside that began the chain which the run is part of; null when the run was started without one.</summary>
    public AutomationEventId? Root => Chain.Root;

    /// <summary>How many runs lie before this one in the chain.</summary>
    public int Depth => Chain.Depth;

    /// <summary>Whether lambdas are asked twice and compared.</summary>
    public required bool AskTwice { get; init; }

    /// <summary>The facts of a stored run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="event">Its event.</param>
    /// <param name="rule">Its version of the rule.</param>
    /// <param name="json">How values become JSON.</param>
    /// <param name="askTwice">Whether lambdas are asked twice.</param>
    /// <param name="chain">Its place in a chain when it is known; null for what is stored of it.</param>
    public static RunFacts Of(RunRecord run, EventRecord? @event, RuleDefinition rule, JsonSerializerOptions json, bool askTwice, ChainLink? chain = null)
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
            Chain = chain ?? ChainLink.Of(run, @event),
            AskTwice = askTwice,
        };
    }
}

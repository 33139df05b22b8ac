using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Definitions;
using Automation.Ids;
using Automation.Intake;
using Automation.Json;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Matching;

/// <summary>Makes the first state of a run: input, subject, and what the rule decides before anything ran.</summary>
internal sealed class RunPlanner(IdGenerator ids, EventCatalog events, JsonSerializerOptions json, bool askTwice)
{
    /// <summary>Everything that the gate and the run will see of an event.</summary>
    public TriggerScope ScopeOf(RuleDefinition rule, TriggerDefinition trigger, EventRecord @event, JsonElement payload, string timeZone)
    {
        var raw = RawScopeOf(rule, trigger, @event, payload, timeZone);
        if (trigger.Input is null)
        {
            return WithSubject(rule, raw);
        }

        var input = trigger.Input.Evaluate(raw);
        return WithSubject(rule, Scope(rule, trigger, raw.Trigger, @event.Scope, timeZone, @event.Subject, payload, input, rule.InputType));
    }

    /// <summary>The trigger by which an event starts a rule: the first for its type whose filter lets it pass. Null when none does; then why not.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="by">The trigger when it is known already, as that of an occurrence; null to find it.</param>
    /// <param name="event">The event.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="timeZone">The scope's zone.</param>
    /// <param name="filtered">What each filter says against it.</param>
    public TriggerDefinition? TriggerOf(RuleDefinition rule, TriggerDefinition? by, EventRecord @event, JsonElement payload, string timeZone, out string? filtered)
    {
        filtered = null;
        if (by is not null)
        {
            return by;
        }

        for (var number = 0; number < rule.Triggers.Count; number++)
        {
            var trigger = rule.Triggers[number];
            if (trigger.Kind != TriggerKind.Event || trigger.Type != @event.Type)
            {
                continue;
            }

            string? explanation = null;
            if (trigger.Where is null || trigger.Where.Evaluate(RawScopeOf(rule, trigger, @event, payload, timeZone), out explanation))
            {
                return trigger;
            }

            filtered = $"{(filtered is null ? "" : filtered + "; ")}trigger '{trigger.Id}': {explanation ?? trigger.Where.Text}";
        }

        return null;
    }

    /// <summary>Why a rule cannot read a payload that came as JSON, in a sentence; null when it can, or takes whatever comes.</summary>
    /// <remarks>What a rule's code would throw only when it reads the payload, in a run, is known before there is one.</remarks>
    public string? MisfitOf(RuleDefinition rule, TriggerDefinition trigger, JsonElement payload) =>
        (trigger.PayloadType ?? (trigger.Input is null ? rule.InputType : null)) is not { } type ? null
            : payload.ValueKind == JsonValueKind.Null && !type.IsValueType ? $"The payload is null; {TypeText.Of(type)} is needed."
            : JsonFit.Find(payload, type, json) is { } misfit ? $"The payload does not fit {TypeText.Of(type)}: {misfit.Words}"
            : null;

    /// <summary>What a trigger's filter sees of an event: the payload as it came.</summary>
    private TriggerScope RawScopeOf(RuleDefinition rule, TriggerDefinition trigger, EventRecord @event, JsonElement payload, string timeZone)
    {
        var info = new TriggerInfo { Kind = trigger.Kind, Id = trigger.Id, At = @event.At, EventId = @event.Id };
        return Scope(rule, trigger, info, @event.Scope, timeZone, @event.Subject, payload, payload, trigger.PayloadType ?? rule.InputType);
    }

    /// <summary>Everything that a manual run will see.</summary>
    public TriggerScope ScopeOf(RuleDefinition rule, string scope, JsonElement input, string? subject, DateTimeOffset now, string timeZone)
    {
        var trigger = rule.Triggers.FirstOrDefault(candidate => candidate.Kind == TriggerKind.Manual);
        var info = new TriggerInfo { Kind = TriggerKind.Manual, Id = trigger?.Id ?? "manual", At = now };
        var seen = Scope(rule, null, info, scope, timeZone, subject, input, input, rule.InputType);
        return subject is not null ? seen : rule.Subject is null ? seen with { Subject = SubjectOf(rule, input) } : WithSubject(rule, seen);
    }

    /// <summary>What an input is about that is given by hand to a rule without a subject of its own: what it would be about if it came as an event that starts the rule.</summary>
    private string? SubjectOf(RuleDefinition rule, JsonElement input)
    {
        var subject = rule.InputType is { } type ? EventDescriptor.Find(type)?.SubjectOf(input, json)
            : rule.Triggers
                .Where(trigger => trigger is { Kind: TriggerKind.Event, Input: null, Type: not null })
                .Select(trigger => events.TryGet(trigger.Type!, out var known) ? known.SubjectOf(input, json) : null)
                .FirstOrDefault(found => found is not null);
        return subject is null ? null : StorableText.Clean(subject, 1024);
    }

    /// <summary>What was visible of a run before it began.</summary>
    public TriggerScope ScopeOf(RuleDefinition rule, StoredRun former)
    {
        var facts = RunFacts.Of(former.Run, former.Event, rule, json, askTwice);
        return Scope(rule, null, facts.Trigger, former.Run.Scope, facts.TimeZone, former.Run.Subject, facts.TriggerData, facts.Input, facts.InputType);
    }

    /// <summary>What a schedule sees that a scope has for itself.</summary>
    public TriggerScope ScopeOf(RuleDefinition rule, TriggerDefinition trigger, string scope, string timeZone)
    {
        var info = new TriggerInfo { Kind = trigger.Kind, Id = trigger.Id, At = default };
        return Scope(rule, trigger, info, scope, timeZone, null, default, default, rule.InputType);
    }

    /// <summary>A run's record with its first decisions, and its machine as it stands after them.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="seen">What it sees of what starts it.</param>
    /// <param name="event">The event that starts it; null when it is started by hand.</param>
    /// <param name="estimate">What it may cost, where that is asked for.</param>
    /// <param name="reserved">Its id when it was promised before; null for a new one.</param>
    /// <param name="byHand">Its place in a chain, which an event would tell; ignored beside one.</param>
    public (RunRecord Record, RunMachine Machine) Plan(RuleDefinition rule, TriggerScope seen, EventRecord? @event, RunEstimate? estimate = null, RunId? reserved = null, ChainLink byHand = default)
    {
        var mapped = @event is null || !SameValue(seen.Input, seen.TriggerData);
        var run = new RunRecord
        {
            Id = reserved ?? new RunId(ids.Next()),
            Scope = seen.Scope,
            Rule = rule.Name,
            RuleHash = rule.Hash,
            Subject = seen.Subject,
            TriggerKind = seen.Trigger.Kind,
            TriggerId = seen.Trigger.Id,
            EventId = @event?.Id,
            Input = mapped ? JsonMarshal.GetRawUtf8Value(seen.Input).ToArray() : default(ReadOnlyMemory<byte>),
            At = seen.Trigger.At,
            TimeZone = seen.TimeZone == TimeZones.Utc ? null : seen.TimeZone,
        };
        var machine = new RunMachine(new RunFacts
        {
            Run = run,
            Rule = rule,
            Trigger = seen.Trigger,
            TriggerData = seen.TriggerData,
            Input = seen.Input,
            InputType = seen.InputType,
            Parameters = seen.Parameters,
            Json = json,
            TimeZone = seen.TimeZone,
            Chain = @event is null ? byHand : new ChainLink(@event.Root, @event.Depth),
            AskTwice = askTwice,
        });
        return Begin(run, rule, machine, estimate, @event is null ? byHand : default);
    }

    /// <summary>The same for a run that was run before: what started it, its input and its subject stay; what is decided is decided anew.</summary>
    public (RunRecord Record, RunMachine Machine) Plan(RuleDefinition rule, StoredRun former, RunEstimate? estimate, DateTimeOffset now, ChainLink byHand)
    {
        // Whoever runs it again changes nothing about where it stands, unless that is a handler.
        var chain = byHand.Depth > 0 ? byHand : ChainLink.Find(former.Run);
        var run = former.Run with { Id = new RunId(ids.Next()), RuleHash = rule.Hash, RerunOf = former.Run.Id, At = now, Next = default };
        return Begin(run, rule, new RunMachine(RunFacts.Of(run, former.Event, rule, json, askTwice, chain)), estimate, chain ?? default);
    }

    private static (RunRecord Record, RunMachine Machine) Begin(RunRecord run, RuleDefinition rule, RunMachine machine, RunEstimate? estimate, ChainLink byHand)
    {
        if (byHand.Depth > 0)
        {
            machine.KeepChain(byHand);
        }

        if (estimate is not null)
        {
            machine.KeepEstimate(estimate);
        }

        if (rule.Parameters is { AreOverridden: true })
        {
            machine.KeepParameters();
        }

        machine.Start();
        return (run with { Next = machine.TakeDecisions() }, machine);
    }

    private TriggerScope WithSubject(RuleDefinition rule, TriggerScope scope)
    {
        if (rule.Subject is null)
        {
            return scope;
        }

        var subject = rule.Subject.Evaluate(scope);
        var text = subject.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => StorableText.Clean(subject.GetString()!, 1024),
            _ => StorableText.Clean(subject.GetRawText(), 1024),
        };
        return scope with { Subject = text };
    }

    private TriggerScope Scope(
        RuleDefinition rule, TriggerDefinition? trigger, TriggerInfo info, string scope, string timeZone, string? subject, JsonElement data, JsonElement input, Type? inputType) => new()
    {
        Scope = scope,
        Rule = rule.Name,
        TimeZone = timeZone,
        Subject = subject,
        Trigger = info,
        TriggerData = data,
        Input = input,
        InputType = trigger is { Input: null, PayloadType: { } payloadType } ? payloadType : inputType,
        Parameters = rule.ParameterDefaults,
        Json = json,
    };

    /// <summary>Whether both are the very same bytes in memory: a part of the payload is another value.</summary>
    private static bool SameValue(JsonElement left, JsonElement right) =>
        left.ValueKind != JsonValueKind.Undefined && right.ValueKind != JsonValueKind.Undefined
        && JsonMarshal.GetRawUtf8Value(left) == JsonMarshal.GetRawUtf8Value(right);
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;

namespace Automation;

/// <content>What starts the rule.</content>
public sealed partial class RuleBuilder<TInput>
{
    /// <summary>Starts the rule for every event of a class that is the rule's input, or derives from it.</summary>
    /// <remarks>An event starts the rule once: by the first trigger for its class whose filter lets it pass. So only the last trigger for a class may be without one.</remarks>
    /// <typeparam name="TEvent">The event's class, with an <see cref="EventAttribute"/>.</typeparam>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>event</c>, which serves one such trigger.</param>
    /// <param name="where">Which of the events count; null means all of them. Asked once per event, before anything else of it is looked at; pure. Its text is shown in the verdict.</param>
    /// <param name="whereText">Filled by the compiler.</param>
    public RuleBuilder<TInput> OnEvent<TEvent>(
        string? id = null, Func<TEvent, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? whereText = null)
        where TEvent : class, TInput
    {
        AddEvent(typeof(TEvent), id, input: null, Filter(where, whereText));
        return this;
    }

    /// <summary>Starts the rule for every event of a class, from which the rule's input is made.</summary>
    /// <typeparam name="TEvent">The event's class, with an <see cref="EventAttribute"/>.</typeparam>
    /// <param name="input">Makes the input. Asked once per event; pure.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>event</c>, which serves one such trigger.</param>
    /// <param name="where">Which of the events count; null means all of them. Asked once per event, before the input is made; pure. Its text is shown in the verdict.</param>
    /// <param name="inputText">Filled by the compiler.</param>
    /// <param name="whereText">Filled by the compiler.</param>
    public RuleBuilder<TInput> OnEvent<TEvent>(
        Func<TEvent, TInput> input, string? id = null, Func<TEvent, bool>? where = null,
        [CallerArgumentExpression(nameof(input))] string? inputText = null, [CallerArgumentExpression(nameof(where))] string? whereText = null)
        where TEvent : class
    {
        AddEvent(typeof(TEvent), id, Map(input, inputText), Filter(where, whereText));
        return this;
    }

    /// <summary>Starts the rule at every occurrence of a schedule.</summary>
    /// <param name="schedule">When; in the scope's zone unless it says another.</param>
    /// <param name="input">Makes the input. Asked once per occurrence; pure.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>schedule</c>, which serves one such trigger.</param>
    /// <param name="inputText">Filled by the compiler.</param>
    public RuleBuilder<TInput> OnSchedule(
        Schedule schedule, Func<Occurrence, TInput> input, string? id = null, [CallerArgumentExpression(nameof(input))] string? inputText = null)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return AddSchedule(schedule, Map(input, inputText), id);
    }

    /// <summary>Starts the rule at every occurrence of a schedule that each scope has for itself.</summary>
    /// <param name="schedule">When, from the scope's parameters; in the scope's zone unless it says another. Pure.</param>
    /// <param name="input">Makes the input. Asked once per occurrence; pure.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>schedule</c>, which serves one such trigger.</param>
    /// <param name="scheduleText">Filled by the compiler.</param>
    /// <param name="inputText">Filled by the compiler.</param>
    public RuleBuilder<TInput> OnSchedule(
        Func<ScopeView, Schedule> schedule, Func<Occurrence, TInput> input, string? id = null,
        [CallerArgumentExpression(nameof(schedule))] string? scheduleText = null, [CallerArgumentExpression(nameof(input))] string? inputText = null) =>
        AddSchedule(PerScope(schedule, scheduleText), Map(input, inputText), id);

    /// <summary>Starts the rule for every delivery to its webhook; the body is the input.</summary>
    /// <remarks>Each scope makes the webhook: <see cref="IScopedWebhooks.CreateAsync"/>.</remarks>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>webhook</c>, which serves one such trigger.</param>
    public RuleBuilder<TInput> OnWebhook(string? id = null)
    {
        Add(TriggerKind.Webhook, "OnWebhook", id, typeof(TInput));
        return this;
    }

    /// <summary>Starts the rule for every delivery to its webhook, from whose body the rule's input is made.</summary>
    /// <typeparam name="TBody">The body.</typeparam>
    /// <param name="input">Makes the input. Asked once per delivery; pure.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>webhook</c>, which serves one such trigger.</param>
    /// <param name="inputText">Filled by the compiler.</param>
    public RuleBuilder<TInput> OnWebhook<TBody>(
        Func<TBody, TInput> input, string? id = null, [CallerArgumentExpression(nameof(input))] string? inputText = null)
    {
        Add(TriggerKind.Webhook, "OnWebhook", id, typeof(TBody), input: Map(input, inputText));
        return this;
    }

    /// <summary>Starts the rule by a trigger of the host's, whose payload is the input.</summary>
    /// <param name="trigger">The trigger's record, with a <see cref="TriggerAttribute"/>.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means the trigger's stored name, which serves one such trigger.</param>
    public RuleBuilder<TInput> On(ITrigger<TInput> trigger, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        AddCustom(trigger, typeof(TInput), id, input: null);
        return this;
    }

    /// <summary>Starts the rule by a trigger of the host's, from whose payload the input is made.</summary>
    /// <typeparam name="TPayload">The payload.</typeparam>
    /// <param name="trigger">The trigger's record, with a <see cref="TriggerAttribute"/>.</param>
    /// <param name="input">Makes the input. Asked once per payload; pure.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means the trigger's stored name, which serves one such trigger.</param>
    /// <param name="inputText">Filled by the compiler.</param>
    public RuleBuilder<TInput> On<TPayload>(
        ITrigger<TPayload> trigger, Func<TPayload, TInput> input, string? id = null,
        [CallerArgumentExpression(nameof(input))] string? inputText = null)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        AddCustom(trigger, typeof(TPayload), id, Map(input, inputText));
        return this;
    }

    /// <summary>Says that the rule is started by hand only. Every rule can be started by hand; needed when there is no other trigger.</summary>
    /// <remarks>Saying it again changes nothing.</remarks>
    public RuleBuilder<TInput> OnManual()
    {
        if (Draft.Head.Triggers.Exists(trigger => trigger.Kind == TriggerKind.Manual))
        {
            Draft.BeginHead("OnManual");
            return this;
        }

        Add(TriggerKind.Manual, "OnManual", id: null, typeof(TInput));
        return this;
    }

    internal RuleBuilder<TInput> AddSchedule(Schedule schedule, ValueBinding? input, string? id)
    {
        var config = ScheduleConfig.Of(schedule);
        AddSchedule(new ConstantBinding(config), input, id);
        foreach (var fault in ScheduleCheck.Faults(config, $"the schedule of trigger '{id ?? TriggerTypes.Schedule}'", isOpen: _ => false))
        {
            Draft.Fault(fault.Message, fault.Code);
        }

        return this;
    }

    internal RuleBuilder<TInput> AddSchedule(ValueBinding config, ValueBinding? input, string? id)
    {
        Add(TriggerKind.Schedule, "OnSchedule", id, typeof(Occurrence), config: config, input: input);
        return this;
    }

    internal CodeBinding PerScope(Func<ScopeView, Schedule> schedule, string? text)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var rule = Draft.Identity;
        return new CodeBinding(LambdaText.Of(text), scope => ScheduleConfig.Of(schedule(new ScopeView(scope, rule))
            ?? throw new InvalidOperationException($"The schedule of rule '{rule.Name}' is null.")));
    }

    private CodeBinding Map<TPayload>(Func<TPayload, TInput> input, string? text)
    {
        ArgumentNullException.ThrowIfNull(input);
        var rule = Draft.Identity;
        return new CodeBinding(LambdaText.Of(text), scope => input(InputReader.ReadPayload<TPayload>(scope)) is { } mapped
            ? JsonSerializer.SerializeToElement(mapped, scope.Json)
            : throw new InvalidOperationException($"A trigger of rule '{rule.Name}' has no input: its lambda returned null."));
    }

    private static CodeCondition? Filter<TEvent>(Func<TEvent, bool>? where, string? text) =>
        where is null ? null : new CodeCondition(LambdaText.Of(text), scope => where(InputReader.ReadPayload<TEvent>(scope)), static scope => scope.TriggerData);

    private void AddEvent(Type type, string? id, ValueBinding? input, ConditionBinding? where)
    {
        var name = StoredName.OfEvent(type);
        var former = name is null ? null : Draft.Head.Triggers.Find(trigger => trigger.Kind == TriggerKind.Event && trigger.Type == name && trigger.Where is null);
        var added = Add(TriggerKind.Event, "OnEvent", id, type, StoredName.OrMissing(name), input: input, where: where);
        if (former is not null)
        {
            Draft.Fault(TriggerTypes.TwoForOneEvent(former.Id, added.Id, name!), RuleCodes.DuplicateTrigger);
        }

        Draft.Note(new EventUse($"trigger '{added.Id}'", type));
    }

    private void AddCustom(object trigger, Type payload, string? id, ValueBinding? input)
    {
        var type = trigger.GetType();
        var config = new ConstantBinding(JsonSerializer.SerializeToElement(trigger, type, Draft.Json));
        var added = Add(TriggerKind.Custom, "On", id, payload, StoredName.OrMissing(StoredName.OfTrigger(type)), config, input);
        Draft.Note(new TriggerUse($"trigger '{added.Id}'", type));
    }

    private TriggerDefinition Add(
        TriggerKind kind, string member, string? id, Type payload, string? type = null, ValueBinding? config = null, ValueBinding? input = null, ConditionBinding? where = null)
    {
        Draft.BeginHead(member);
        var trigger = new TriggerDefinition
        {
            Id = Draft.TriggerId(TriggerTypes.Name(kind, type), id),
            Kind = kind,
            Type = type,
            PayloadType = payload,
            Config = config,
            Where = where,
            Input = input,
        };
        Draft.Head.Triggers.Add(trigger);
        if (kind != TriggerKind.Event)
        {
            Draft.Note(new JsonUse($"trigger '{trigger.Id}'", "payload", payload));
        }

        // An input that is only ever the published event may be known by a base type.
        if (input is not null)
        {
            Draft.Note(new JsonUse($"trigger '{trigger.Id}'", "input", typeof(TInput)));
        }

        return trigger;
    }
}

using System.Text.Json;
using Automation.Actions;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Hosting;

/// <summary>Reads every rule that is written in C#, once, and checks it with everything that it uses.</summary>
internal sealed class RuleCompiler
{
    private readonly IServiceProvider _services;
    private readonly JsonSerializerOptions _json;
    private readonly JsonShape _shape;
    private readonly ActionInspector _actions;
    private readonly ConditionInspector _conditions;
    private readonly EventInspector _events;
    private readonly TriggerInspector _triggers;
    private readonly List<RuleFault> _faults = [];
    private readonly List<RuleDefinition> _rules = [];
    private readonly Dictionary<Type, string> _namesByClass = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private RuleCompiler(IServiceProvider services, JsonSerializerOptions json)
    {
        _services = services;
        _json = json;
        _shape = new JsonShape(json);
        var handlers = services.GetServices<HandlerRegistration>().Select(registration => registration.Handler).ToList();
        _actions = new ActionInspector(handlers, services.GetService<IActionFallback>(), _shape);
        _conditions = new ConditionInspector(handlers, _shape);
        _events = new EventInspector(_shape);
        _triggers = new TriggerInspector(handlers, _shape);
    }

    /// <summary>Reads and checks all that was added to the builder.</summary>
    /// <param name="services">The host's root services; rule classes are created from them.</param>
    /// <param name="json">How values become JSON; read-only.</param>
    /// <exception cref="RuleDefinitionException">Something is wrong; all of it is in the exception.</exception>
    public static CompiledRules Compile(IServiceProvider services, JsonSerializerOptions json)
    {
        var compiler = new RuleCompiler(services, json);
        compiler.LookAtRegistered();
        foreach (var registration in services.GetServices<RuleRegistration>())
        {
            compiler.Compile(registration);
        }

        compiler.AddUnusedProblems();
        return compiler._faults.Count > 0 ? throw new RuleDefinitionException([.. compiler._faults]) : compiler.Result();
    }

    private CompiledRules Result() => new()
    {
        Rules = [.. _rules],
        Actions = _actions.Catalog(),
        Previews = _actions.Previews(),
        Costs = _actions.Costs(),
        Conditions = _conditions.Catalog(),
        Polls = _triggers.Catalog(),
        Events = _events.Catalog(),
        NamesByClass = _namesByClass,
    };

    private void LookAtRegistered()
    {
        _actions.LookAtRegistered();
        _conditions.LookAtRegistered();
        _triggers.LookAtRegistered();
        foreach (var registration in _services.GetServices<EventRegistration>())
        {
            _events.Look(registration.Event);
        }

        foreach (var registration in _services.GetServices<TriggerRegistration>())
        {
            _triggers.Look(registration.Trigger);
        }
    }

    private void Compile(RuleRegistration registration)
    {
        if (registration.Name is not { } name)
        {
            Fault("", $"Rule class {TypeText.Of(registration.RuleType!)} has no [Rule] attribute. Give it a name with [Rule(\"…\")].");
            return;
        }

        CheckName(name, registration);
        var draft = new RuleDraft(name, registration.InputType, _json);
        var rule = Define(draft, registration);
        foreach (var entry in draft.Entries)
        {
            Check(name, entry);
        }

        if (rule is not null)
        {
            _rules.Add(rule);
        }
    }

    private RuleDefinition? Define(RuleDraft draft, RuleRegistration registration)
    {
        try
        {
            registration.Define(draft, _services);
            return draft.Closed ? null : draft.Build();
        }
        catch (Exception exception)
        {
            // The host's own code. Its fault is one of this rule, and is reported with those of the others.
            draft.Abandon($"Define threw {TypeText.Of(exception.GetType())}: {exception.Message}", exception is ArgumentException ? "invalid-argument" : "threw");
            return null;
        }
    }

    private void CheckName(string name, RuleRegistration registration)
    {
        if (!NameRules.IsName(name))
        {
            Fault(name, $"Rule '{name}': the name is not allowed. {NameRules.NameRule}", RuleCodes.InvalidName);
        }

        if (!_names.Add(name))
        {
            Fault(name, $"Rule '{name}': two rules have this name. Names of rules are unique in the host.", RuleCodes.NameTaken);
        }

        if (registration.RuleType is { } type)
        {
            _namesByClass[type] = name;
        }
    }

    private void Check(string rule, DraftEntry entry)
    {
        switch (entry)
        {
            case DraftFault fault:
                Fault(rule, fault.Message, fault.Code);
                break;
            case ActionUse use:
                Check(rule, $"step '{use.Step}'", _actions.Use(use.Action));
                break;
            case ConditionUse use:
                Check(rule, use.Place, _conditions.Use(use.Condition));
                break;
            case EventUse use:
                Check(rule, use.Place, _events.Use(use.Event));
                break;
            case TriggerUse use:
                Check(rule, use.Place, _triggers.Use(use.Trigger));
                if (!_triggers.IsPolled(use.Trigger))
                {
                    Fault(rule, $"Rule '{rule}': {use.Place} uses {_triggers.Look(use.Trigger).Words}, which has no poller. Register its IPollingTrigger with AddHandler or AddFrom.");
                }

                break;
            case JsonUse use when _shape.Fault(use.Type) is { } problem:
                var place = use.Place.Length == 0 ? "" : $"{use.Place}: ";
                Fault(rule, $"Rule '{rule}': {place}the {use.Role} cannot be stored as JSON: {problem}");
                break;
        }
    }

    private void Check(string rule, string place, Finding finding)
    {
        foreach (var problem in finding.Problems)
        {
            Fault(rule, $"Rule '{rule}': {place} uses {finding.Words}, which {problem}");
        }
    }

    private void AddUnusedProblems()
    {
        foreach (var problem in new Inspector[] { _actions, _conditions, _events, _triggers }.SelectMany(inspector => inspector.UnusedProblems))
        {
            Fault("", problem);
        }
    }

    private void Fault(string rule, string message, string? code = null) =>
        _faults.Add(new RuleFault { Rule = rule, Message = message, Code = code });
}

using System.Text.Json;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Reads triggers.</summary>
internal sealed class TriggerJsonReader(RuleReading reading)
{
    private static readonly string[] OwnTypes = [TriggerTypes.Event, TriggerTypes.Manual, TriggerTypes.Schedule, TriggerTypes.Webhook];

    private static readonly string Needed = $"one of: {string.Join(", ", OwnTypes)}, or a type of the host's";

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The ids of the triggers that take every event of a type, by that type.</summary>
    private readonly Dictionary<string, string> _events = new(StringComparer.Ordinal);

    public IReadOnlyList<TriggerDefinition> Read(RuleObject rule)
    {
        var pointer = rule.At(RuleMembers.Triggers);
        if (rule.Require(RuleMembers.Triggers, "an array of triggers") is not { } json)
        {
            return [];
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            rule.Wrong(RuleMembers.Triggers, "an array of triggers");
            return [];
        }

        if (json.GetArrayLength() is 0 or > RuleLimits.MaxTriggers)
        {
            reading.Add(
                pointer,
                RuleCodes.Empty,
                json.GetArrayLength() == 0
                    ? $"there is no trigger. Add {Needed}."
                    : $"there are {json.GetArrayLength()} triggers; at most {RuleLimits.MaxTriggers} are allowed.");
        }

        var triggers = new List<TriggerDefinition>();
        foreach (var trigger in json.EnumerateArray())
        {
            triggers.Add(Read(trigger, JsonPointer.Append(pointer, triggers.Count)));
        }

        return triggers;
    }

    private TriggerDefinition Read(JsonElement json, string pointer)
    {
        var none = new TriggerDefinition { Id = "", Kind = TriggerKind.Manual };
        if (RuleObject.Of(json, pointer, "a trigger", reading) is not { } found || found.RequireText(RuleMembers.Type, Needed) is not { } type)
        {
            return none;
        }

        var trigger = RuleObject.Of(json, pointer, $"trigger '{type}'", reading)!.Value;
        trigger.Allow(RuleMembers.Type, RuleMembers.Id, RuleMembers.Config, RuleMembers.Input);
        CheckType(trigger, type);
        var id = ReadId(trigger, type);
        var kind = TriggerTypes.Kind(type);
        var (@event, where) = kind == TriggerKind.Event ? ReadEvent(trigger, id) : default;
        return new TriggerDefinition
        {
            Id = id,
            Kind = kind,
            Type = kind == TriggerKind.Custom ? type : @event,
            Where = where,
            Config = kind is TriggerKind.Schedule or TriggerKind.Custom ? ReadConfig(trigger, kind, id) : RefuseConfig(trigger, kind),
            Input = trigger.Has(RuleMembers.Input)
                ? reading.Bind(trigger.Find(RuleMembers.Input), trigger.At(RuleMembers.Input), PathPlace.TriggerInput(id, @event))
                : null,
        };
    }

    private void CheckType(RuleObject trigger, string type)
    {
        if (!NameRules.IsName(type))
        {
            reading.Add(
                trigger.At(RuleMembers.Type), RuleCodes.InvalidName, $"the trigger type {ShortText.Quote(type)} is not allowed. {NameRules.NameRule}");
        }
        else if (!OwnTypes.Contains(type) && reading.Triggers?.TryGet(type, out _) == true)
        {
            // However near to one of ours it is.
        }
        else if (!OwnTypes.Contains(type) && NearNames.Find(type, OwnTypes) is [var near, ..])
        {
            // Also where types of the host's are not checked: a slip of the pen in one of ours would be taken for one of them.
            reading.Add(trigger.At(RuleMembers.Type), RuleCodes.UnknownType, $"no trigger is called '{type}'. Did you mean '{near}'?");
        }
        else if (!OwnTypes.Contains(type) && reading.Triggers is { } known)
        {
            reading.Add(trigger.At(RuleMembers.Type), RuleCodes.UnknownType, $"the host has no trigger '{type}'.{reading.Hint(type, known.Names, "triggers of the host's")}");
        }
    }

    private string ReadId(RuleObject trigger, string type)
    {
        var given = trigger.Text(RuleMembers.Id);
        if (given is not null && given != type && !NameRules.IsId(given))
        {
            reading.Add(trigger.At(RuleMembers.Id), RuleCodes.InvalidName, $"the trigger id {ShortText.Quote(given)} is not allowed. {NameRules.IdRule}");
        }
        else if (!_ids.Add(given ?? type))
        {
            reading.Add(
                given is null ? trigger.Pointer : trigger.At(RuleMembers.Id),
                RuleCodes.DuplicateId,
                given is null
                    ? $"two '{type}' triggers have no id. Give each an id of its own."
                    : $"two triggers have the id '{given}'. Ids of triggers are unique in the rule.");
        }

        return given ?? type;
    }

    private (string? Type, ConditionBinding? Where) ReadEvent(RuleObject trigger, string id)
    {
        if (trigger.Require(RuleMembers.Config, "a config that names the event: { \"event\": \"asset.approved\" }") is null
            || trigger.Object(RuleMembers.Config, $"the config of {trigger.Words}") is not { } config)
        {
            return default;
        }

        config.Allow(RuleMembers.Event, RuleMembers.Where);
        var type = EventTypes.Read(config, reading);
        var isFiltered = config.Has(RuleMembers.Where);
        if (type is not null && NameRules.IsName(type))
        {
            if (_events.TryGetValue(type, out var former))
            {
                reading.Add(config.At(RuleMembers.Event), RuleCodes.DuplicateTrigger, TriggerTypes.TwoForOneEvent(former, id, type));
            }
            else if (!isFiltered)
            {
                _events.Add(type, id);
            }
        }

        return (type, isFiltered
            ? new ConditionJsonReader(reading).ReadWhere(config.Find(RuleMembers.Where), config.At(RuleMembers.Where), PathPlace.TriggerWhere(id, type), "Ask it in 'conditions'.")
            : null);
    }

    private TemplateBinding? ReadConfig(RuleObject trigger, TriggerKind kind, string id)
    {
        if (kind == TriggerKind.Schedule && trigger.Require(RuleMembers.Config, "a config with the schedule, such as { \"daily\": \"02:00\" }") is null)
        {
            return null;
        }

        if (kind == TriggerKind.Custom && !trigger.Has(RuleMembers.Config))
        {
            CheckConfig(trigger, ParametersDefinition.Empty);
            return null;
        }

        if (trigger.Object(RuleMembers.Config, $"the config of {trigger.Words}") is not { } config)
        {
            return null;
        }

        var place = PathPlace.TriggerConfig(id);
        var binding = reading.Bind(trigger.Find(RuleMembers.Config), config.Pointer, place);
        if (kind == TriggerKind.Schedule)
        {
            new ScheduleJsonReader(reading).Check(config, trigger.Find(RuleMembers.Config));
        }
        else
        {
            CheckConfig(trigger, trigger.Find(RuleMembers.Config));
        }

        return binding;
    }

    private void CheckConfig(RuleObject trigger, JsonElement config)
    {
        if (reading.Configs is { } configs && trigger.Text(RuleMembers.Type) is { } type && reading.Triggers?.TryGet(type, out var known) == true)
        {
            configs.Check(config, trigger.At(RuleMembers.Config), known.TriggerType, trigger.Words, $"trigger '{type}'");
        }
    }

    // Of events the config is kept as their type; manual starts and webhooks have none.
    private static TemplateBinding? RefuseConfig(RuleObject trigger, TriggerKind kind)
    {
        if (kind != TriggerKind.Event && trigger.Object(RuleMembers.Config, $"the config of {trigger.Words}") is { } config)
        {
            config.Allow();
        }

        return null;
    }
}

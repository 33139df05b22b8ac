using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Costing;
using Automation.Intake;
using Automation.Json;
using Automation.Scheduling;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Notes what is suspicious about a rule while it is read, and no fault. One per document; not thread-safe.</summary>
internal sealed class RuleWarnings(RuleReading reading, EventCatalog events, ActionCatalog? actions, JsonSerializerOptions json)
{
    public const string UnknownEvent = "unknown-event";
    public const string UnknownMember = "unknown-member";
    public const string NeverTrue = "never-true";
    public const string NotFired = "not-fired";
    public const string NoEffect = "no-effect";

    private const int Most = 100;

    private readonly RecordTypes _records = new(reading.Outline, events, actions, json);
    private readonly List<JsonFault> _found = [];

    /// <summary>The present instant; null when nothing is past.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The actions that cost something; null when nobody knows.</summary>
    public CostCatalog? Costs { get; init; }

    /// <summary>What was found, in the order of reading.</summary>
    public IReadOnlyList<JsonFault> Found => _found;

    /// <summary>An event type that no record has may be misspelt: whoever publishes another one starts nothing.</summary>
    public void CheckEvent(string type, string pointer, string words)
    {
        if (IntakeNames.IsReserved(type))
        {
            Add(pointer, NotFired, $"{words} names the event type '{type}', which is the engine's own: such events are records, and start no rule and end no wait. Name an event of yours.");
        }
        else if (!events.TryGet(type, out _))
        {
            Add(pointer, UnknownEvent, $"{words} names the event type '{type}', which no record of this host has.{Hint(type, events.Names, "event types")} Correct it, or leave it when others publish it as JSON.");
        }
    }

    /// <summary>A schedule whose only instant has come already was meant for another day, or comes too late.</summary>
    public void CheckSchedule(JsonElement config, string pointer, string words)
    {
        if (Now is { } now && ScheduleForms.OverOf(config, now) is { } instant)
        {
            Add(pointer, ScheduleCodes.NeverFires, $"'{ScheduleForms.At}' of {words} is {ScheduleValues.Write(instant)}, which has passed: it never fires. Name an instant to come, or start the rule by hand.");
        }
    }

    /// <summary>Guards of a rule without faults that nothing of it makes use of.</summary>
    public void CheckGuards(RuleDefinition rule)
    {
        foreach (var (option, message) in Costs is null ? [] : GuardCheck.InJson.Effectless(rule, Costs))
        {
            Add($"/{RuleMembers.Guards}/{char.ToLowerInvariant(option[0])}{option[1..]}", NoEffect, message);
        }
    }

    /// <summary>A path that is sound as far as the rule goes.</summary>
    public void CheckPath(ValuePath path, PathPlace place)
    {
        var records = _records.Of(path, place);
        if (records.Count > 0 && records.All(record => record.Member.Missing is not null))
        {
            var missing = records[0].Member.Missing!;
            var owners = string.Join(" and ", records.Select(record => record.Words).Distinct());
            var known = records.SelectMany(record => record.Member.Known).Distinct();
            var hint = known.Any() ? Hint(missing, known, "members") : " There is nothing below it.";
            Add(reading.Document.Pointer, UnknownMember, $"{place.Words} reads {ShortText.Cut(path.ToString())}, but {owners} {(records.Count > 1 ? "have" : "has")} no member {ShortText.Quote(missing)} there.{hint}");
        }
    }

    public void CheckCondition(Condition condition, PathPlace place)
    {
        foreach (var (leaf, why) in NeverTrueCheck.Of(condition, path => KindOf(path, place)))
        {
            Add(leaf.Pointer, NeverTrue, $"{place.Words} asks whether {ShortText.Cut(leaf.Field.ToString())} {ConditionOperators.Name(leaf.Operator)} {leaf.Value.Show()}, which is never true: {why}");
        }
    }

    /// <summary>Of which kind all records are that a path reads; undefined when nobody can tell.</summary>
    private JsonValueKind KindOf(ValuePath path, PathPlace place)
    {
        var kinds = _records.Of(path, place).Select(record => record.Member.Missing is null ? record.Member.Kind : JsonValueKind.Undefined).Distinct().ToList();
        return kinds is [var kind] ? kind : JsonValueKind.Undefined;
    }

    private string Hint(string name, IEnumerable<string> known, string what) => _found.Count < Most / 2 ? NearNames.Hint(name, known, what) : "";

    private void Add(string pointer, string code, string message)
    {
        var found = new JsonFault(pointer, code, message);
        if (_found.Count < Most && !_found.Contains(found))
        {
            _found.Add(found);
        }
    }
}

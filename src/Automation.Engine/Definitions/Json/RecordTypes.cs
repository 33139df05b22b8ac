using System.Text.Json;
using Automation.Actions;
using Automation.Intake;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>Which records of the host's a path of a rule reads, as far as they are known.</summary>
internal sealed class RecordTypes(RuleOutline outline, EventCatalog events, ActionCatalog? actions, JsonSerializerOptions json)
{
    /// <summary>What each record that the path may read has there, with words for the record; empty when nobody can tell.</summary>
    public IReadOnlyList<(string Words, MemberPath Member)> Of(ValuePath path, PathPlace place)
    {
        var (records, from) = Find(path, place);
        return records.Any(record => record.Type is null) ? [] : [.. records.Select(record => (record.Words, MemberPath.Of(record.Type!, path.Segments[from..], json)))];
    }

    /// <summary>The records, and how many names of the path lead to them. A record without a type is one that nobody knows.</summary>
    private (IEnumerable<(string Words, Type? Type)> Records, int From) Find(ValuePath path, PathPlace place)
    {
        var names = path.Segments;
        return path.Root switch
        {
            ValueRoot.Input => (place.Event is { } type ? [EventOf(type)] : Triggers(mapped: false), 0),
            ValueRoot.Trigger when names is [{ Name: PathNames.Data }, ..] => (place.Event is { } type ? [EventOf(type)] : Triggers(mapped: true), 1),
            ValueRoot.Steps when names is [var step, { Name: PathNames.Output }, ..] => ([ResultOf(step.Name)], 2),
            ValueRoot.Steps when names is [var step, { Name: PathNames.Outcome }, { Name: PathNames.Result }, ..] => ([ResultOf(step.Name)], 3),
            _ => ([], 0),
        };
    }

    /// <summary>What a start by hand, or a webhook, hands over is not known and looks like the rest.</summary>
    /// <param name="mapped">Whether what a trigger maps is read as it came.</param>
    private IEnumerable<(string Words, Type? Type)> Triggers(bool mapped) => outline.Triggers
        .Where(trigger => trigger.Kind is not (TriggerKind.Manual or TriggerKind.Webhook))
        .Select(trigger => trigger switch
        {
            { IsMapped: true } when !mapped => ("", null),
            { Kind: TriggerKind.Event, Event: { } type } => EventOf(type),
            { Kind: TriggerKind.Schedule } => ("an occurrence", typeof(Occurrence)),
            _ => ("", null),
        });

    private (string Words, Type? Type) EventOf(string type) => ($"event '{type}'", events.TryGet(type, out var known) ? known.ClrType : null);

    private (string Words, Type? Type) ResultOf(string step) => outline.Find(step) switch
    {
        { Kind: NodeKind.WaitFor, Awaited: { } type } => EventOf(type),
        { Kind: NodeKind.Type, Action: { } name } when actions?.TryGet(name, out var action) == true && action.ResultType is { } result => ($"the result of action '{name}'", result),
        _ => ("", null),
    };
}

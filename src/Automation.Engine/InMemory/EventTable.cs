namespace Automation.Storage;

/// <summary>The accepted events, and where a wait that begins looks back.</summary>
internal sealed class EventTable
{
    private readonly Dictionary<AutomationEventId, EventRecord> _events = [];
    private readonly Dictionary<EventTopic, List<(long Number, EventRecord Event)>> _byTopic = [];

    /// <summary>The number of the event that was accepted last; 0 before the first.</summary>
    public long Last { get; private set; }

    public EventRecord? Find(AutomationEventId id) => _events.GetValueOrDefault(id);

    public IEnumerable<EventRecord> Newest(string scope, AutomationEventId? after) => _events.Values
        .Where(one => one.Scope == scope && (after is not { } bound || one.Id.CompareTo(bound) < 0))
        .OrderByDescending(one => one.Id);

    public void Add(EventRecord record, UndoLog undo)
    {
        if (!_events.TryAdd(record.Id, record))
        {
            throw new InvalidOperationException($"The event '{record.Id}' is stored already; nothing of the batch was stored.");
        }

        Last++;
        undo.Add(() =>
        {
            _events.Remove(record.Id);
            Last--;
        });
        if (record.Subject is null)
        {
            return;
        }

        var topic = new EventTopic(record.Scope, record.Type, record.Subject);
        if (!_byTopic.TryGetValue(topic, out var events))
        {
            _byTopic.Add(topic, events = []);
        }

        events.Add((Last, record));
        undo.Add(() => events.RemoveAt(events.Count - 1));
    }

    /// <summary>The events on a topic that were accepted after the one with this number, in that order.</summary>
    public IEnumerable<EventRecord> After(EventTopic topic, long number)
    {
        if (!_byTopic.TryGetValue(topic, out var events))
        {
            return [];
        }

        var first = events.Count;
        while (first > 0 && events[first - 1].Number > number)
        {
            first--;
        }

        return events.Skip(first).Select(one => one.Event);
    }
}

namespace Automation.Storage;

/// <summary>The accepted events, and where a wait that begins looks back.</summary>
internal sealed class EventTable
{
    private readonly Dictionary<AutomationEventId, EventRecord> _events = [];
    private readonly Dictionary<EventTopic, SortedSet<AutomationEventId>> _byTopic = [];

    public EventRecord? Find(AutomationEventId id) => _events.GetValueOrDefault(id);

    public void Add(EventRecord record, UndoLog undo)
    {
        if (!_events.TryAdd(record.Id, record))
        {
            throw new InvalidOperationException($"The event '{record.Id}' is stored already; nothing of the batch was stored.");
        }

        undo.Add(() => _events.Remove(record.Id));
        if (record.Subject is null)
        {
            return;
        }

        var topic = new EventTopic(record.Scope, record.Type, record.Subject);
        if (!_byTopic.TryGetValue(topic, out var ids))
        {
            _byTopic.Add(topic, ids = []);
        }

        ids.Add(record.Id);
        undo.Add(() => ids.Remove(record.Id));
    }

    /// <summary>The events on a topic with a greater id, oldest first.</summary>
    public IEnumerable<EventRecord> After(EventTopic topic, AutomationEventId after)
    {
        if (!_byTopic.TryGetValue(topic, out var ids) || ids.Max.CompareTo(after) <= 0)
        {
            yield break;
        }

        foreach (var id in ids.GetViewBetween(after, ids.Max))
        {
            if (id != after)
            {
                yield return _events[id];
            }
        }
    }
}

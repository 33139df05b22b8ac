namespace Automation.Storage;

/// <summary>The accepted events, and where a wait that begins looks back.</summary>
internal sealed class EventTable
{
    private readonly Dictionary<AutomationEventId, EventRecord> _events = [];
    private readonly Dictionary<EventTopic, List<(long Number, EventRecord Event)>> _byTopic = [];
    private readonly SortedDictionary<string, SortedSet<AutomationEventId>> _byScope = new(StringComparer.Ordinal);

    /// <summary>The number of the event that was accepted last; 0 before the first.</summary>
    public long Last { get; private set; }

    public EventRecord? Find(AutomationEventId id) => _events.GetValueOrDefault(id);

    public IEnumerable<string> Scopes => _byScope.Keys;

    public IEnumerable<EventRecord> Newest(string scope, AutomationEventId? after) => _byScope.TryGetValue(scope, out var ids)
        ? (after is not { } bound ? ids.Reverse() : bound.CompareTo(ids.Min) <= 0 ? [] : ids.GetViewBetween(ids.Min, bound).Reverse().Where(id => id != bound)).Select(id => _events[id])
        : [];

    /// <summary>The events of a scope that were accepted before an instant, oldest first.</summary>
    public IEnumerable<EventRecord> Oldest(string scope, DateTimeOffset before) => _byScope.TryGetValue(scope, out var ids)
        ? ids.Select(id => _events[id]).TakeWhile(one => IdTime.Of(one.Id.Value) < before).Where(one => one.At < before)
        : [];

    public void Add(EventRecord record, UndoLog undo)
    {
        if (!_events.TryAdd(record.Id, record))
        {
            throw new InvalidOperationException($"The event '{record.Id}' is stored already; nothing of the batch was stored.");
        }

        Last++;
        Index(record);
        undo.Add(() =>
        {
            _events.Remove(record.Id);
            Unindex(record);
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

    public void Remove(EventRecord record, UndoLog undo)
    {
        _events.Remove(record.Id);
        Unindex(record);
        undo.Add(() =>
        {
            _events.Add(record.Id, record);
            Index(record);
        });
        if (record.Subject is null)
        {
            return;
        }

        var topic = new EventTopic(record.Scope, record.Type, record.Subject);
        var events = _byTopic[topic];
        var at = events.FindIndex(one => one.Event == record);
        var removed = events[at];
        events.RemoveAt(at);
        undo.Add(() => events.Insert(at, removed));
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

    private void Index(EventRecord record)
    {
        if (!_byScope.TryGetValue(record.Scope, out var ids))
        {
            _byScope.Add(record.Scope, ids = []);
        }

        ids.Add(record.Id);
    }

    private void Unindex(EventRecord record)
    {
        var ids = _byScope[record.Scope];
        ids.Remove(record.Id);
        if (ids.Count == 0)
        {
            _byScope.Remove(record.Scope);
        }
    }
}

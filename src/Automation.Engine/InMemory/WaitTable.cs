namespace Automation.Storage;

/// <summary>Which runs wait for which events.</summary>
internal sealed class WaitTable
{
    private readonly Dictionary<EventTopic, List<WaitRow>> _byTopic = [];

    /// <summary>The waits on a topic by run and path, the order of a store on disk.</summary>
    public IReadOnlyList<WaitRow> On(EventTopic topic) => _byTopic.TryGetValue(topic, out var rows)
        ? [.. rows.OrderBy(row => row.Run.Record.Id).ThenBy(row => row.Wait.Path.Value, StringComparer.Ordinal)]
        : [];

    public void Add(WaitRow row, UndoLog undo)
    {
        if (!row.Run.Waits.TryAdd(row.Wait.Path.Value, row))
        {
            throw new InvalidOperationException($"Run '{row.Run.Record.Id}' waits at '{row.Wait.Path}' already; nothing of the batch was stored.");
        }

        Index(row);
        undo.Add(() =>
        {
            row.Run.Waits.Remove(row.Wait.Path.Value);
            Unindex(row);
        });
    }

    public void Remove(RunRow run, string path, UndoLog undo)
    {
        if (!run.Waits.Remove(path, out var row))
        {
            return;
        }

        Unindex(row);
        undo.Add(() =>
        {
            run.Waits.Add(path, row);
            Index(row);
        });
    }

    private void Index(WaitRow row)
    {
        if (!_byTopic.TryGetValue(row.Topic, out var rows))
        {
            _byTopic.Add(row.Topic, rows = []);
        }

        rows.Add(row);
    }

    private void Unindex(WaitRow row)
    {
        var rows = _byTopic[row.Topic];
        rows.Remove(row);
        if (rows.Count == 0)
        {
            _byTopic.Remove(row.Topic);
        }
    }
}

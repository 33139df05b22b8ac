namespace Automation.Storage;

/// <summary>How many runs the events of each chain have started.</summary>
internal sealed class ChainTable
{
    private readonly Dictionary<AutomationEventId, (int Runs, DateTimeOffset At)> _chains = [];

    /// <summary>Null when nothing of the chain was counted yet.</summary>
    public int? Count(AutomationEventId root) => _chains.TryGetValue(root, out var chain) ? chain.Runs : null;

    public void Add(AutomationEventId root, int runs, int first, DateTimeOffset now, UndoLog undo)
    {
        var known = _chains.TryGetValue(root, out var before);
        _chains[root] = known ? before with { Runs = before.Runs + runs } : (first + runs, now);
        undo.Add(() => Restore(root, known, before));
    }

    /// <summary>Removes what was begun before an instant. Answers how many.</summary>
    public int RemoveBefore(DateTimeOffset instant, UndoLog undo)
    {
        var old = _chains.Where(chain => chain.Value.At < instant).ToArray();
        foreach (var (root, chain) in old)
        {
            _chains.Remove(root);
            undo.Add(() => _chains.Add(root, chain));
        }

        return old.Length;
    }

    private void Restore(AutomationEventId root, bool known, (int Runs, DateTimeOffset At) before)
    {
        if (known)
        {
            _chains[root] = before;
        }
        else
        {
            _chains.Remove(root);
        }
    }
}

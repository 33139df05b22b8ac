namespace Automation.Storage;

/// <summary>The publishers' keys that were seen.</summary>
internal sealed class DedupeTable
{
    private readonly Dictionary<(string Scope, string Source, string Key), DedupeRow> _rows = [];

    /// <summary>The row of a key that still counts; null when there is none.</summary>
    public DedupeRow? Find(string scope, DedupeKey key) =>
        _rows.TryGetValue(Key(scope, key), out var row) && row.At >= key.NotBefore ? row : null;

    public void Set(string scope, DedupeKey key, DedupeRow row, UndoLog undo)
    {
        var at = Key(scope, key);
        var before = _rows.GetValueOrDefault(at);
        _rows[at] = row;
        undo.Add(() =>
        {
            if (before is null)
            {
                _rows.Remove(at);
            }
            else
            {
                _rows[at] = before;
            }
        });
    }

    /// <summary>Removes what was stored before an instant. Answers how many.</summary>
    public int RemoveBefore(DateTimeOffset instant, UndoLog undo)
    {
        var old = _rows.Where(row => row.Value.At < instant).ToArray();
        foreach (var (key, row) in old)
        {
            _rows.Remove(key);
            undo.Add(() => _rows.Add(key, row));
        }

        return old.Length;
    }

    private static (string Scope, string Source, string Key) Key(string scope, DedupeKey key) =>
        (scope, key.Source, Convert.ToHexString(key.KeyHash.Span));
}

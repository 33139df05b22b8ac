namespace Automation.Storage;

/// <summary>Which live run has a key that no two runs of a rule may have, and who waits for it.</summary>
internal sealed class OverlapTable
{
    private static readonly SortedSet<RunId> None = [];

    private readonly Dictionary<(string Scope, string Rule, string Key), (SortedSet<RunId> Holders, SortedSet<RunId> Queued)> _keys = [];

    /// <summary>How many live runs have the key or wait for it.</summary>
    public int Count(RunRow run) => Of(run) is var (holders, queued) ? holders.Count + queued.Count : 0;

    /// <summary>The run that has the key; null when nobody has.</summary>
    public RunId? HolderOf(RunRow run) => Of(run).Holders is { Count: > 0 } holders ? holders.Min : null;

    /// <summary>The oldest that waits for the key; null when nobody does.</summary>
    public RunId? NextOf(RunRow run) => Of(run).Queued is { Count: > 0 } queued ? queued.Min : null;

    /// <summary>All live runs that have the key or wait for it.</summary>
    public RunId[] All(RunRow run) => Of(run) is var (holders, queued) ? [.. holders, .. queued] : [];

    public void Index(RunRow run, LiveRecord live)
    {
        if (KeyOf(run) is not { } key)
        {
            return;
        }

        if (!_keys.TryGetValue(key, out var runs))
        {
            _keys.Add(key, runs = ([], []));
        }

        (live.State == LiveState.Queued ? runs.Queued : runs.Holders).Add(run.Record.Id);
    }

    public void Unindex(RunRow run, LiveRecord live)
    {
        if (KeyOf(run) is not { } key)
        {
            return;
        }

        var runs = _keys[key];
        (live.State == LiveState.Queued ? runs.Queued : runs.Holders).Remove(run.Record.Id);
        if (runs.Holders.Count + runs.Queued.Count == 0)
        {
            _keys.Remove(key);
        }
    }

    private (SortedSet<RunId> Holders, SortedSet<RunId> Queued) Of(RunRow run) => KeyOf(run) is { } key && _keys.TryGetValue(key, out var runs) ? runs : (None, None);

    private static (string Scope, string Rule, string Key)? KeyOf(RunRow run) => run.Overlap is { } key ? (run.Record.Scope, run.Record.Rule, key) : null;
}

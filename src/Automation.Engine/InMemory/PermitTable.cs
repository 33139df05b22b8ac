namespace Automation.Storage;

/// <summary>Who may be worked on where runs are limited: the limits, how many hold a permit, and who waits for one.</summary>
internal sealed class PermitTable
{
    private readonly Dictionary<(string Scope, string? Rule), int> _limits = [];
    private readonly Dictionary<(string Scope, string? Rule), int> _holders = [];
    private readonly Dictionary<string, SortedDictionary<string, SortedSet<RunId>>> _blocked = new(StringComparer.Ordinal);

    /// <summary>The limits as the latest run says them.</summary>
    public void Set(RunRow run, UndoLog undo)
    {
        Set((run.Record.Scope, run.Record.Rule), run.Limits?.OfRule, undo);
        Set((run.Record.Scope, null), run.Limits?.OfScope, undo);
    }

    /// <summary>Whether one more run of this kind may hold a permit.</summary>
    public bool HasRoom(RunRow run) =>
        (run.Limits?.OfRule is null || HasRoom((run.Record.Scope, run.Record.Rule))) && (run.Limits?.OfScope is null || HasRoom((run.Record.Scope, null)));

    /// <summary>How many runs of the rule hold its permit or wait for it.</summary>
    public int Count(RunRow run) => _holders.GetValueOrDefault((run.Record.Scope, run.Record.Rule)) + (_blocked.GetValueOrDefault(run.Record.Scope)?.GetValueOrDefault(run.Record.Rule)?.Count ?? 0);

    /// <summary>The oldest run of the scope that waits and could have its permits now; null when there is none.</summary>
    public RunId? NextOf(string scope, Func<RunId, RunRow> find)
    {
        RunId? next = null;
        if (_blocked.TryGetValue(scope, out var rules))
        {
            foreach (var oldest in rules.Values.Select(runs => runs.Min))
            {
                if ((next is not { } found || oldest.CompareTo(found) < 0) && HasRoom(find(oldest)))
                {
                    next = oldest;
                }
            }
        }

        return next;
    }

    public void Index(RunRow run, LiveRecord live)
    {
        if (live.HoldsPermit)
        {
            Count(run, 1);
        }

        if (live.State == LiveState.Blocked)
        {
            if (!_blocked.TryGetValue(run.Record.Scope, out var rules))
            {
                _blocked.Add(run.Record.Scope, rules = new(StringComparer.Ordinal));
            }

            if (!rules.TryGetValue(run.Record.Rule, out var runs))
            {
                rules.Add(run.Record.Rule, runs = []);
            }

            runs.Add(run.Record.Id);
        }
    }

    public void Unindex(RunRow run, LiveRecord live)
    {
        if (live.HoldsPermit)
        {
            Count(run, -1);
        }

        if (live.State == LiveState.Blocked)
        {
            var rules = _blocked[run.Record.Scope];
            rules[run.Record.Rule].Remove(run.Record.Id);
            if (rules[run.Record.Rule].Count == 0)
            {
                rules.Remove(run.Record.Rule);
            }
        }
    }

    private void Set((string Scope, string? Rule) key, int? limit, UndoLog undo)
    {
        if (limit is { } number && _limits.GetValueOrDefault(key, -1) is var before && before != number)
        {
            _limits[key] = number;
            undo.Add(() =>
            {
                if (before < 0)
                {
                    _limits.Remove(key);
                }
                else
                {
                    _limits[key] = before;
                }
            });
        }
    }

    private bool HasRoom((string Scope, string? Rule) key) => _holders.GetValueOrDefault(key) < _limits.GetValueOrDefault(key, int.MaxValue);

    private void Count(RunRow run, int change)
    {
        if (run.Limits?.OfRule is not null)
        {
            var key = (run.Record.Scope, (string?)run.Record.Rule);
            _holders[key] = _holders.GetValueOrDefault(key) + change;
        }

        if (run.Limits?.OfScope is not null)
        {
            var key = (run.Record.Scope, (string?)null);
            _holders[key] = _holders.GetValueOrDefault(key) + change;
        }
    }
}

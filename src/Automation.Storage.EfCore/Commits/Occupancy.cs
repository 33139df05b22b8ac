namespace Automation.Storage;

/// <summary>How many runs have a key, or a rule's permits, or wait for them; counted on as a batch would create more.</summary>
internal sealed class Occupancy
{
    /// <summary>A key of null stands for the rule's permits.</summary>
    private readonly Dictionary<(string Scope, string Rule, string? Overlap), (long Count, (RunId Id, DateTimeOffset Since)? Holder)> _places = [];

    public void Set(string scope, string rule, string? overlap, long count, (RunId Id, DateTimeOffset Since)? holder) => _places[(scope, rule, overlap)] = (count, holder);

    /// <summary>The rule's answer to a further run; null when it may be created.</summary>
    public BusyRule? Refusal(NewRun created)
    {
        if (created.Limits is not { MaxQueued: { } queued } limits)
        {
            return null;
        }

        var (scope, rule) = (created.Run.Scope, created.Run.Rule);
        return limits.Overlap is { } key && Of(scope, rule, key) is var (count, holder) && count > queued ? new BusyRule(rule, holder?.Id, holder?.Since)
            : limits.OfRule is { } most && Of(scope, rule, null) is var (all, oldest) && all >= (long)most + queued ? new BusyRule(rule, oldest?.Id, oldest?.Since)
            : null;
    }

    /// <summary>The run is created: it has its key, or waits for it; only in the first case does it ask for a permit of its rule.</summary>
    public void Take(NewRun created)
    {
        if (created.Limits is not { } limits)
        {
            return;
        }

        var (scope, rule) = (created.Run.Scope, created.Run.Rule);
        var follows = limits.Overlap is { } key && !Add(scope, rule, key, created.Run);
        if (limits.OfRule is not null && !follows)
        {
            Add(scope, rule, null, created.Run);
        }
    }

    private (long Count, (RunId Id, DateTimeOffset Since)? Holder) Of(string scope, string rule, string? overlap) => _places.GetValueOrDefault((scope, rule, overlap));

    /// <summary>Whether it is the first.</summary>
    private bool Add(string scope, string rule, string? overlap, RunRecord run)
    {
        var (count, holder) = Of(scope, rule, overlap);
        _places[(scope, rule, overlap)] = (count + 1, holder ?? (run.Id, run.At));
        return count == 0;
    }
}

namespace Automation.Storage;

/// <summary>Gives permits to the runs that wait for them, inside a transaction that is already begun.</summary>
internal sealed class PermitStep(SqliteConnectionHandle connection, LiveTable live)
{
    public const int OfRule = 1;
    public const int OfScope = 2;

    /// <summary>The bit of a run that no other run of its rule may overlap.</summary>
    public const int Overlapping = 4;

    private readonly Statement _set = connection.Prepare(PermitSql.Set);
    private readonly Statement _first = connection.Prepare(PermitSql.First, "live");
    private readonly Statement _behind = connection.Prepare(PermitSql.Behind, "live");
    private readonly Statement _ruleFull = connection.Prepare(PermitSql.IsRuleFull);
    private readonly Statement _scopeFull = connection.Prepare(PermitSql.IsScopeFull);
    private readonly Statement _firstScope = connection.Prepare(PermitSql.FirstScope, "live");
    private readonly Statement _scopeBehind = connection.Prepare(PermitSql.ScopeBehind, "live");

    /// <summary>Creates a run with limits: it waits, or it has its permit at once.</summary>
    /// <returns>Whether it has its permit.</returns>
    public bool Create(RunRecord run, RunLimits limits, LiveState state, long? owner)
    {
        Set(run.Scope, run.Rule, limits.OfRule);
        Set(run.Scope, "", limits.OfScope);
        live.InsertWaiting(run, state, (limits.OfRule is null ? 0 : OfRule) | (limits.OfScope is null ? 0 : OfScope) | (limits.Overlap is null ? 0 : Overlapping), limits.Overlap);
        Grant(run.Scope);
        if (live.Find(run.Id) is not { HasPermit: true })
        {
            return false;
        }

        if (owner is not null)
        {
            live.Permit(run.Id, 1, owner);
        }

        return true;
    }

    /// <summary>Makes runs of the scope ready as far as there is room, the oldest of all rules first: called after whatever may have made room or waiters.</summary>
    /// <returns>Whether one became ready.</returns>
    public bool Grant(string scope)
    {
        var any = false;
        while (Next(scope) is { } next)
        {
            live.Permit(next.Id, next.ClaimNumber, owner: null);
            any = true;
        }

        return any;
    }

    /// <summary>The same for all scopes where runs wait.</summary>
    public void GrantAll()
    {
        for (var scope = ScopeOf(_firstScope.With()); scope is not null; scope = ScopeOf(_scopeBehind.With().Text(scope)))
        {
            Grant(scope);
        }
    }

    private (RunId Id, long ClaimNumber)? Next(string scope)
    {
        (RunId Id, long ClaimNumber)? next = null;
        for (var waiting = Oldest(_first.With().Text(scope)); waiting is { } one; waiting = Oldest(_behind.With().Text(scope).Text(one.Rule)))
        {
            if ((next is not { } found || one.Id.CompareTo(found.Id) < 0)
                && !((one.Limits & OfRule) != 0 && Any(_ruleFull.With().Text(scope).Text(one.Rule)))
                && !((one.Limits & OfScope) != 0 && Any(_scopeFull.With().Text(scope))))
            {
                next = (one.Id, one.ClaimNumber);
            }
        }

        return next;
    }

    private static (string Rule, RunId Id, int Limits, long ClaimNumber)? Oldest(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next() ? (rows.Text(0), new RunId(rows.Id(1)), rows.Int(2), rows.Number(3)) : null;
    }

    private static string? ScopeOf(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next() ? rows.Text(0) : null;
    }

    private static bool Any(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next();
    }

    private void Set(string scope, string rule, int? most)
    {
        if (most is { } number)
        {
            _set.With().Text(scope).Text(rule).Number(number).Run();
        }
    }
}

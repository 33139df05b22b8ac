using System.Text.Json;

namespace Automation.Storage;

/// <summary>Claims runs, inside a transaction that is already begun and fenced.</summary>
internal sealed class ClaimStep(SqliteConnectionHandle connection, LiveTable live, PermitStep permits)
{
    private readonly Statement _anyDue = connection.Prepare(ClaimSql.AnyDue);
    private readonly Statement _anyDueLimited = connection.Prepare(ClaimSql.AnyDueLimited);
    private readonly Statement _wakeNeedy = connection.Prepare(ClaimSql.WakeNeedy);
    private readonly Statement _wakeDue = connection.Prepare(ClaimSql.WakeDue);
    private readonly Statement _alone = connection.Prepare(ClaimSql.Alone, "live");
    private readonly Statement _own = connection.Prepare(ClaimSql.Own);
    private readonly Statement _parkCorrupt = connection.Prepare(ClaimSql.ParkCorrupt);
    private readonly Lane _ready = new(connection, ClaimSql.ReadyBehind, ClaimSql.ReadyFirst);
    private readonly Lane _few = new(connection, ClaimSql.FewBehind, ClaimSql.FewFirst);
    private readonly RunReader _runs = new(connection);

    /// <summary>Claims what the request allows; <paramref name="cursor"/> is the scope that was served last, and stays so for the next call.</summary>
    public IReadOnlyList<StoredRun> Apply(ClaimRequest request, ref byte[]? cursor)
    {
        live.Now = request.Now;
        WakeDue(request.Now);
        WakeNeedy(request.Needs, request.Except, request.Limit, request.Now);
        if (request is { Alone: true, Limit: > 0 })
        {
            while (FindAlone() is { } alone)
            {
                if (Claim(alone, request.Node) is { } run)
                {
                    return [run];
                }
            }
        }

        var claimed = new List<StoredRun>();
        var few = request.ProbationLimit;
        while (claimed.Count < request.Limit && Next(cursor, few > 0, request.Except, out var probation) is { } next)
        {
            cursor = next.Scope;
            if (Claim(next, request.Node) is { } run)
            {
                claimed.Add(run);
                few -= probation ? 1 : 0;
            }
        }

        return claimed;
    }

    private void WakeDue(DateTimeOffset now)
    {
        if (Any(_anyDue.With().Time(now)))
        {
            var limited = Any(_anyDueLimited.With().Time(now));
            _wakeDue.With().Time(now).Run();
            if (limited)
            {
                permits.GrantAll();
            }
        }
    }

    /// <summary>Wakes runs that were held for the want of one of these, the oldest first.</summary>
    public void WakeNeedy(IReadOnlyList<string> needs, IReadOnlyList<string> except, int limit, DateTimeOffset now)
    {
        var left = limit;
        foreach (var need in needs)
        {
            left -= _wakeNeedy.With().Time(now).Text(need).Number(left).Text(JsonSerializer.Serialize(except)).Run();
        }

        if (left < limit)
        {
            // Parked, they held no permit: those with limits wait for one now.
            permits.GrantAll();
        }
    }

    private static bool Any(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next();
    }

    private Candidate? FindAlone()
    {
        using var rows = _alone.With().Query();
        return Candidate.Read(rows);
    }

    /// <summary>Round the circle of scopes, one run each, so that none is passed over.</summary>
    private Candidate? Next(byte[]? cursor, bool allowFew, IReadOnlyList<string> except, out bool probation)
    {
        probation = false;
        var ready = _ready.Behind(cursor, except);
        var few = allowFew ? _few.Behind(cursor, []) : null;
        if (ready is null && few is null)
        {
            ready = _ready.Behind(cursor: null, except);
            few = allowFew ? _few.Behind(cursor: null, []) : null;
        }

        probation = few is not null && (ready is null || few.Value.ComesBefore(ready.Value));
        return probation ? few : ready;
    }

    /// <summary>The run as its owner needs it; null when it is corrupt: then it is parked, and the claim goes on.</summary>
    private StoredRun? Claim(Candidate candidate, NodeLease node)
    {
        try
        {
            // When this touches no row, the claim number is corrupt, and reading says so.
            _own.With().Number(node.NodeId).Bytes(candidate.Key).Run();
            return Read(candidate.Key);
        }
        catch (StoreFormatException fault)
        {
            _parkCorrupt.With().Text(Corruption.Reason(fault)).Bytes(candidate.Key).Run();
            return null;
        }
    }

    private StoredRun Read(byte[] key)
    {
        if (key.Length != 16)
        {
            throw new StoreFormatException($"Run '0x{Convert.ToHexString(key)}' is corrupt: its id has {key.Length} bytes instead of 16.");
        }

        var id = new RunId(new Guid(key, bigEndian: true));
        return _runs.Read(id) ?? throw new StoreFormatException($"Run '{id}' is corrupt: it has a live row, but no run row.");
    }
}

using Npgsql;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch that would create a run of a rule which takes no further one.</summary>
internal sealed class BusyAccepts(string schema, PermitSql permits)
{
    private readonly string _seen = $"""
        select k.ordinal from unnest($1::bytea[], $2::text[], $3::text[], $4::timestamptz[]) with ordinality as k(key_hash, scope, source, not_before, ordinal)
        where (select d.at from {schema}.dedupe d where d.key_hash = k.key_hash and d.scope = k.scope and d.source = k.source) >= k.not_before
        """;

    /// <summary>Adds their answers by index. They were true at one moment of the call: what is sent again without them is asked again under the lock.</summary>
    public async Task FindAsync(NpgsqlConnection connection, CommitBatch batch, Dictionary<int, AcceptResult> refused)
    {
        var accepts = batch.Operations.Select((operation, index) => (Accept: operation as AcceptOperation, Index: index))
            .Where(pair => !refused.ContainsKey(pair.Index) && pair.Accept?.Runs.Any(static run => run.Limits is not null) == true)
            .Select(pair => (Accept: pair.Accept!, pair.Index)).ToList();
        var seen = await SeenAsync(connection, accepts).ConfigureAwait(false);
        accepts.RemoveAll(pair => seen.Contains(pair.Index));
        var places = await PlacesAsync(connection, accepts).ConfigureAwait(false);
        foreach (var (accept, index) in accepts)
        {
            var busy = accept.Runs.Select(run => places.Refusal(run)).OfType<BusyRule>().ToList();
            if (busy.Count > 0)
            {
                refused[index] = new AcceptResult { Status = AcceptStatus.Busy, Busy = busy };
                continue;
            }

            foreach (var created in accept.Runs)
            {
                places.Take(created);
            }
        }
    }

    /// <summary>Duplicates create nothing: of what was accepted before, and of what comes first in the batch.</summary>
    private async Task<HashSet<int>> SeenAsync(NpgsqlConnection connection, List<(AcceptOperation Accept, int Index)> accepts)
    {
        var seen = new HashSet<int>();
        var keys = new HashSet<(string Scope, string Source, ReadOnlyMemory<byte> Key)>(DedupeKeyComparer.Instance);
        var asked = accepts.Where(pair => pair.Accept.Dedupe is not null).ToList();
        foreach (var (accept, index) in asked)
        {
            if (!keys.Add((accept.Scope, accept.Dedupe!.Source, accept.Dedupe.KeyHash)))
            {
                seen.Add(index);
            }
        }

        if (asked.Count > 0)
        {
            var rows = await SqlCommands.AllAsync(
                connection,
                _seen,
                row => asked[(int)row.GetInt64(0) - 1].Index,
                CancellationToken.None,
                asked.Select(pair => pair.Accept.Dedupe!.KeyHash.ToArray()).ToArray(),
                asked.Select(pair => pair.Accept.Scope).ToArray(),
                asked.Select(pair => pair.Accept.Dedupe!.Source).ToArray(),
                asked.Select(pair => PostgresTime.Encode(pair.Accept.Dedupe!.NotBefore)).ToArray()).ConfigureAwait(false);
            seen.UnionWith(rows);
        }

        return seen;
    }

    private async Task<Occupancy> PlacesAsync(NpgsqlConnection connection, List<(AcceptOperation Accept, int Index)> accepts)
    {
        var places = new Occupancy();
        var keys = accepts.SelectMany(pair => pair.Accept.Runs).Where(run => run.Limits is not null)
            .Select(run => (run.Run.Scope, run.Run.Rule, run.Limits!.Overlap)).Distinct().ToArray();
        if (keys.Length > 0)
        {
            await SqlCommands.AllAsync(
                connection,
                permits.Occupancy,
                row =>
                {
                    var (scope, rule, overlap) = keys[(int)row.GetInt64(0) - 1];
                    places.Set(scope, rule, overlap, row.GetInt64(1), ReadHolder(row, 2));
                    places.Set(scope, rule, null, row.GetInt64(4), ReadHolder(row, 5));
                    return true;
                },
                CancellationToken.None,
                keys.Select(key => key.Scope).ToArray(),
                keys.Select(key => key.Rule).ToArray(),
                keys.Select(key => key.Overlap).ToArray()).ConfigureAwait(false);
        }

        return places;
    }

    private static (RunId Id, DateTimeOffset Since)? ReadHolder(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : (new RunId(row.GetGuid(column)), PostgresTime.Decode(row.GetDateTime(column + 1)));
}

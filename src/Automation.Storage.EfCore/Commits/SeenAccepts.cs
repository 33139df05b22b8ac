using Npgsql;

namespace Automation.Storage;

/// <summary>Knows the accepts of a batch that are duplicates, of what was accepted before or of what comes first in the batch: they create nothing.</summary>
internal sealed class SeenAccepts(string schema)
{
    private readonly string _seen = $"""
        select k.ordinal from unnest($1::bytea[], $2::text[], $3::text[], $4::timestamptz[]) with ordinality as k(key_hash, scope, source, not_before, ordinal)
        where (select d.at from {schema}.dedupe d where d.key_hash = k.key_hash and d.scope = k.scope and d.source = k.source) >= k.not_before
        """;

    /// <summary>Those of a kind that may create something, each with its index; what was answered already is left out.</summary>
    public async Task<List<(AcceptOperation Accept, int Index)>> OthersAsync(
        NpgsqlConnection connection, CommitBatch batch, Func<int, bool> isAnswered, Func<AcceptOperation, bool> isAsked)
    {
        var accepts = new List<(AcceptOperation Accept, int Index)>();
        for (var index = 0; index < batch.Operations.Count; index++)
        {
            if (batch.Operations[index] is AcceptOperation accept && !isAnswered(index) && isAsked(accept))
            {
                accepts.Add((accept, index));
            }
        }

        var seen = await FindAsync(connection, accepts).ConfigureAwait(false);
        accepts.RemoveAll(pair => seen.Contains(pair.Index));
        return accepts;
    }

    private async Task<HashSet<int>> FindAsync(NpgsqlConnection connection, List<(AcceptOperation Accept, int Index)> accepts)
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
}

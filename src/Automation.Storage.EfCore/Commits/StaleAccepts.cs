using Npgsql;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch whose scope, or what all scopes share, has another version than they were decided with.</summary>
internal sealed class StaleAccepts(string schema)
{
    private readonly string _versions = $"select s.scope, s.version from {schema}.scope s where s.scope = any($1)";

    private readonly string _seen =
        $"select d.body_hash, d.original_id from {schema}.dedupe d where d.key_hash = $1 and d.scope = $2 and d.source = $3 and d.at >= $4";

    /// <summary>Their answers by index: duplicates of what was accepted before the change are answered as such.</summary>
    public async Task<Dictionary<int, AcceptResult>> FindAsync(NpgsqlConnection connection, CommitBatch batch)
    {
        var accepts = batch.Operations.Select((operation, index) => (Accept: operation as AcceptOperation, Index: index))
            .Where(pair => pair.Accept is { ScopeVersion: not null } or { SharedVersion: not null }).ToList();
        var versions = await VersionsAsync(connection, [.. accepts.Select(pair => pair.Accept!.Scope).Append(SharedScope.Name).Distinct()]).ConfigureAwait(false);
        var stale = new Dictionary<int, AcceptResult>();
        foreach (var (accept, index) in accepts)
        {
            if ((accept!.ScopeVersion is { } version && versions.GetValueOrDefault(accept.Scope) != version)
                || (accept.SharedVersion is { } shared && versions.GetValueOrDefault(SharedScope.Name) != shared))
            {
                stale[index] = (accept.Advance is null ? await SeenAsync(connection, accept).ConfigureAwait(false) : null) ?? new AcceptResult { Status = AcceptStatus.StaleScope };
            }
        }

        return stale;
    }

    private async Task<Dictionary<string, long>> VersionsAsync(NpgsqlConnection connection, string[] scopes)
    {
        var versions = await SqlCommands.AllAsync(
            connection, _versions, row => (Scope: row.GetString(0), Version: row.GetInt64(1)), CancellationToken.None, (object)scopes).ConfigureAwait(false);
        return versions.ToDictionary(pair => pair.Scope, pair => pair.Version, StringComparer.Ordinal);
    }

    private async Task<AcceptResult?> SeenAsync(NpgsqlConnection connection, AcceptOperation accept)
    {
        if (accept.Dedupe is not { } key)
        {
            return null;
        }

        var seen = await SqlCommands.AllAsync(
            connection,
            _seen,
            row => new AcceptResult
            {
                Status = row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(key.BodyHash.Span) ? AcceptStatus.Duplicate : AcceptStatus.Conflict,
                OriginalId = row.GetGuid(1),
            },
            CancellationToken.None,
            key.KeyHash, accept.Scope, key.Source, PostgresTime.Encode(key.NotBefore)).ConfigureAwait(false);
        return seen.Count == 0 ? null : seen[0];
    }
}

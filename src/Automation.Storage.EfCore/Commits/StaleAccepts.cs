using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>Finds the accepts of a batch whose scope has another version than they were decided with.</summary>
internal sealed class StaleAccepts(string schema)
{
    private readonly string _versions = $"select s.scope, s.version from {schema}.scope s where s.scope = any($1)";

    private readonly string _seen =
        $"select d.body_hash, d.original_id from {schema}.dedupe d where d.key_hash = $1 and d.scope = $2 and d.source = $3 and d.at >= $4";

    /// <summary>Their answers by index: duplicates of what was accepted before the change are answered as such.</summary>
    public async Task<Dictionary<int, AcceptResult>> FindAsync(NpgsqlConnection connection, CommitBatch batch)
    {
        var accepts = batch.Operations.Select((operation, index) => (Accept: operation as AcceptOperation, Index: index))
            .Where(pair => pair.Accept?.ScopeVersion is not null).ToList();
        var versions = await VersionsAsync(connection, [.. accepts.Select(pair => pair.Accept!.Scope).Distinct()]).ConfigureAwait(false);
        var stale = new Dictionary<int, AcceptResult>();
        foreach (var (accept, index) in accepts)
        {
            if (versions.GetValueOrDefault(accept!.Scope) != accept.ScopeVersion)
            {
                stale[index] = await SeenAsync(connection, accept).ConfigureAwait(false) ?? new AcceptResult { Status = AcceptStatus.StaleScope };
            }
        }

        return stale;
    }

    private async Task<Dictionary<string, long>> VersionsAsync(NpgsqlConnection connection, string[] scopes)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        using var command = new NpgsqlCommand(_versions, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = scopes });
        var rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            while (await rows.ReadAsync().ConfigureAwait(false))
            {
                versions[rows.GetString(0)] = rows.GetInt64(1);
            }
        }

        return versions;
    }

    private async Task<AcceptResult?> SeenAsync(NpgsqlConnection connection, AcceptOperation accept)
    {
        if (accept.Dedupe is not { } key)
        {
            return null;
        }

        using var command = new NpgsqlCommand(_seen, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = key.KeyHash, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = accept.Scope });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Source });
        command.Parameters.Add(new NpgsqlParameter { Value = PostgresTime.Encode(key.NotBefore), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            return await rows.ReadAsync().ConfigureAwait(false)
                ? new AcceptResult
                {
                    Status = rows.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(key.BodyHash.Span) ? AcceptStatus.Duplicate : AcceptStatus.Conflict,
                    OriginalId = rows.GetGuid(1),
                }
                : null;
        }
    }
}

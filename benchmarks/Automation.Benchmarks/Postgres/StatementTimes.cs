using Npgsql;

namespace Automation.Benchmarks.Postgres;

/// <summary>What single statements cost the server, from <c>pg_stat_statements</c>.</summary>
internal static class StatementTimes
{
    public static async Task ResetAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var reset = new NpgsqlCommand("create extension if not exists pg_stat_statements; select pg_stat_statements_reset()", connection);
        await reset.ExecuteNonQueryAsync();
    }

    /// <summary>Writes the most expensive ones to the error stream, with their microseconds for each run.</summary>
    public static async Task WriteAsync(string connectionString, int runs)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var select = new NpgsqlCommand(
            "select calls, total_exec_time * 1000, rows, wal_bytes::bigint, shared_blks_hit + shared_blks_read, regexp_replace(query, '\\s+', ' ', 'g') "
            + "from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database()) order by total_exec_time desc limit 16",
            connection);
        await using var row = await select.ExecuteReaderAsync();
        await Console.Error.WriteLineAsync("us a run |  calls |    rows | WAL bytes a run | blocks a run | statement");
        while (await row.ReadAsync())
        {
            var text = row.GetString(5);
            await Console.Error.WriteLineAsync(
                $"{row.GetDouble(1) / runs,8:F2} | {row.GetInt64(0),6} | {row.GetInt64(2),7} | {row.GetInt64(3) / (double)runs,15:F0} | {row.GetInt64(4) / (double)runs,12:F1} | {text[..Math.Min(110, text.Length)]}");
        }
    }
}

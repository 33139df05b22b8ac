using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Automation.Benchmarks.Throughput;

/// <summary>Durable single-row inserts per second on this disk: what a commit costs here and now.</summary>
internal static class SqliteYardstick
{
    public static double CommitsPerSecond(string folder, int inserts)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "yardstick.db")};Pooling=False");
        connection.Open();
        Execute(connection, "pragma journal_mode=wal");
        Execute(connection, "pragma synchronous=full");
        Execute(connection, "create table if not exists t (id integer primary key, body blob)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into t (body) values ($body)";
        insert.Parameters.AddWithValue("$body", new byte[100]);
        var began = Stopwatch.GetTimestamp();
        for (var index = 0; index < inserts; index++)
        {
            insert.ExecuteNonQuery();
        }

        return inserts / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

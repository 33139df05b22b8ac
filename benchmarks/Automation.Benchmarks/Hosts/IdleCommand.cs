using System.Text.Json;
using Automation.Benchmarks.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Benchmarks.Hosts;

/// <summary><c>idle [--seconds 30] [--statements]</c>: how many transactions a host that has nothing to do makes on PostgreSQL, those of the server itself taken off.</summary>
internal static class IdleCommand
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var arguments = new Arguments(args);
        var span = TimeSpan.FromSeconds(arguments.Number("seconds", 30));
        var statements = arguments.Has("statements");
        await using var server = await PostgresServer.StartAsync(statements);
        var connectionString = await server.CreateStoreAsync();
        var without = await CountAsync(server, connectionString, span);
        await using var host = await EngineHost.StartAsync(builder => builder.UsePostgres(connectionString), 256);
        await Task.Delay(Settle);
        if (statements)
        {
            await StatementTimes.ResetAsync(connectionString);
        }

        var with = await CountAsync(server, connectionString, span);
        if (statements)
        {
            await StatementTimes.WriteAsync(connectionString, 1);
        }

        Console.WriteLine(JsonSerializer.Serialize(new { Benchmark = "idle", span.TotalSeconds, Transactions = with - without }, Json));
    }

    /// <summary>Asked from another database, so that the question is not counted.</summary>
    private static async Task<long> CountAsync(PostgresServer server, string connectionString, TimeSpan span)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await using var connection = new NpgsqlConnection(await server.CreateDatabaseAsync());
        await connection.OpenAsync();
        var before = await ReadAsync(connection, database);
        await Task.Delay(span);
        return await ReadAsync(connection, database) - before;
    }

    private static async Task<long> ReadAsync(NpgsqlConnection connection, string database)
    {
        await using var select = new NpgsqlCommand("select xact_commit from pg_stat_database where datname = $1", connection);
        select.Parameters.Add(new NpgsqlParameter { Value = database });
        return (long)(await select.ExecuteScalarAsync())!;
    }
}

using System.Diagnostics;
using Automation.Benchmarks.Postgres;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Benchmarks.Throughput;

/// <summary>A private PostgreSQL with a database for each of engine and yardsticks.</summary>
internal sealed class PostgresPlace : ThroughputPlace
{
    private const int PgbenchSeconds = 5;

    private readonly string _folder;
    private readonly PostgresServer _server;
    private readonly Pgbench _pgbench;
    private readonly string _engine;

    private readonly bool _statements;

    private PostgresPlace(PostgresServer server, Pgbench pgbench, string folder, string engine, bool statements) =>
        (_server, _pgbench, _folder, _engine, _statements) = (server, pgbench, folder, engine, statements);

    public override Action<AutomationBuilder> Store => builder => builder.UsePostgres(_engine);

    /// <summary>The engine's database.</summary>
    public string ConnectionString => _engine;

    /// <param name="statements">Whether it counts what single statements cost.</param>
    /// <param name="partitions">In how many partitions the history lies; 0 for a table each.</param>
    public static async Task<PostgresPlace> StartAsync(bool statements = false, int partitions = 0)
    {
        var server = await PostgresServer.StartAsync(statements);
        var folder = Directory.CreateTempSubdirectory("automation-benchmark-").FullName;
        var engine = await server.CreateStoreAsync();
        if (partitions > 0)
        {
            await PartitionAsync(engine, partitions);
        }

        return new PostgresPlace(server, await Pgbench.PrepareAsync(server, folder), folder, engine, statements);
    }

    public override async Task<double> CommitsPerSecondAsync()
    {
        const int Inserts = 2_000;
        await using var connection = new NpgsqlConnection(await _server.CreateDatabaseAsync());
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand("create table t (id bigserial primary key, body bytea)", connection);
        await create.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand("insert into t (body) values ($1)", connection);
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = new byte[100] });
        await insert.PrepareAsync();
        var began = Stopwatch.GetTimestamp();
        for (var index = 0; index < Inserts; index++)
        {
            await insert.ExecuteNonQueryAsync();
        }

        return Inserts / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public override Task<double> PgbenchAsync() => _pgbench.MeasureAsync(PgbenchSeconds);

    public override async Task<(double RunsPerSecond, double MergedRunsPerSecond, double MergedMedian)> NaiveAsync(int concurrency)
    {
        await using var naive = new PostgresNaiveDriver(await _server.CreateStoreAsync());
        await naive.MeasureAsync(1_000, concurrency);
        var runs = concurrency == 1 ? 2_000 : 8_000;
        return (await naive.MeasureAsync(runs, concurrency), await naive.MeasureMergedAsync(runs, concurrency), await naive.MergedMedianAsync(2_000));
    }

    public override TimeSpan ServerTime() => _server.ProcessorTime();

    public override Task BeforeAsync() => _statements ? StatementTimes.ResetAsync(_engine) : Task.CompletedTask;

    public override Task AfterAsync(int runs) => _statements ? StatementTimes.WriteAsync(_engine, runs) : Task.CompletedTask;

    /// <summary>One that takes all of the benchmark, the others for the days after it.</summary>
    private static async Task PartitionAsync(string connectionString, int partitions)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            $"{AutomationMigrations.GeneratePartitionScript()} select automation.add_history(current_date + 2 + n) from generate_series(1, {partitions - 1}) n");
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

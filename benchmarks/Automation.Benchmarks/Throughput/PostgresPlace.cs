using System.Diagnostics;
using Automation.Benchmarks.Postgres;
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

    public static async Task<PostgresPlace> StartAsync(bool statements = false)
    {
        var server = await PostgresServer.StartAsync(statements);
        var folder = Directory.CreateTempSubdirectory("automation-benchmark-").FullName;
        return new PostgresPlace(server, await Pgbench.PrepareAsync(server, folder), folder, await server.CreateStoreAsync(), statements);
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

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

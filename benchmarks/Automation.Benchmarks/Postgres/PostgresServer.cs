using System.Globalization;
using Automation.Postgres;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Benchmarks.Postgres;

/// <summary>The private server of one benchmark, as it is after installation but for the number of connections; it flushes every commit.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly LocalPostgres _server;
    private int _databases;

    private PostgresServer(LocalPostgres server) => _server = server;

    /// <summary>Where the server's own programs lie, also when what was found are links to some of them.</summary>
    public string BinDirectory => new FileInfo(Path.Combine(_server.BinDirectory, "postgres")).ResolveLinkTarget(returnFinalTarget: true) is { } postgres
        ? Path.GetDirectoryName(postgres.FullName)!
        : _server.BinDirectory;

    public int Port => _server.Port;

    /// <summary>Starts one.</summary>
    /// <param name="statements">Whether it counts what single statements cost, which costs time of its own.</param>
    public static async Task<PostgresServer> StartAsync(bool statements = false)
    {
        var options = new LocalPostgresOptions();
        if (statements)
        {
            options.Settings["shared_preload_libraries"] = "pg_stat_statements";
        }

        return new PostgresServer(await LocalPostgres.StartAsync(options));
    }

    /// <summary>An empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var connectionString = await _server.CreateDatabaseAsync($"benchmark_{Interlocked.Increment(ref _databases)}");

        // Commands of benchmarks that fill or count may take long.
        return new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 3600 }.ConnectionString;
    }

    /// <summary>A container whose store works in the database; the store ends with it.</summary>
    public static ServiceProvider StoreIn(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddAutomation(builder => builder.UsePostgres(connectionString));
        return services.BuildServiceProvider();
    }

    /// <summary>A database with the tables of the store and nothing in them.</summary>
    public async Task<string> CreateStoreAsync()
    {
        var connectionString = await CreateDatabaseAsync();
        await using var services = StoreIn(connectionString);
        await services.GetRequiredService<IAutomationStore>().OpenAsync(CancellationToken.None);
        return connectionString;
    }

    /// <summary>Processor time of all processes of this server since they started, those that ended included.</summary>
    public TimeSpan ProcessorTime()
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(_server.DataDirectory, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        return ProcessTimes.OfTree(postmaster);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

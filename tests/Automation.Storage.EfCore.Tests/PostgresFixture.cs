using Automation.Postgres;
using Automation.Storage.Conformance;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.Storage.EfCore.Tests;

/// <summary>A database of its own for each test, with empty tables in it; the test's clock decides.</summary>
public class PostgresFixture : IStoreFixture
{
    private readonly List<(PostgresStore Store, NpgsqlDataSource Source)> _open = [];
    private TestDatabase? _database;

    public bool AllowsManyNodes => true;

    public async Task<TestDatabase> DatabaseAsync()
    {
        if (_database is null)
        {
            var server = await TestPostgres.GetAsync();
            _database = await TakeAsync(server, await server.GetTemplateAsync(GetType().Name, PrepareAsync));
        }

        return _database;
    }

    public async Task<IAutomationStore> OpenAsync() => await OpenAsync(change: null);

    /// <summary>A door with connections or statements of another kind.</summary>
    /// <param name="change">Changes the connection; null for none.</param>
    /// <param name="work">Other statements; null for the usual ones.</param>
    /// <param name="configure">Changes the options; null for none. A commit that met another transaction is sent once, so that every deadlock is heard of.</param>
    internal async Task<PostgresStore> OpenAsync(Action<NpgsqlConnectionStringBuilder>? change, WorkSql? work = null, Action<PostgresStoreOptions>? configure = null)
    {
        var database = await DatabaseAsync();
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        Reach(connection);
        change?.Invoke(connection);
        var source = NpgsqlDataSource.Create(connection);
        var options = new PostgresStoreOptions { ClockOfCaller = true, Tries = 1 };
        configure?.Invoke(options);
        var store = new PostgresStore(
            options, source, NullLogger<PostgresStore>.Instance, work ?? new WorkSql(options.QuotedSchema));
        _open.Add((store, source));
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public async Task<IAutomationStore> ReopenAfterCrashAsync()
    {
        await CloseAsync();
        return await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private async Task CloseAsync()
    {
        foreach (var (store, source) in _open)
        {
            await store.DisposeAsync();
            await source.DisposeAsync();
        }

        _open.Clear();
    }

    /// <summary>Changes how the store reaches the database.</summary>
    private protected virtual void Reach(NpgsqlConnectionStringBuilder connection)
    {
    }

    /// <summary>Gets a database: one in which other tests may have worked before.</summary>
    private protected virtual Task<TestDatabase> TakeAsync(TestPostgres server, string template) => server.TakeDatabaseAsync(template, TestContext.Current.CancellationToken);

    /// <summary>Makes the tables in an empty database.</summary>
    private protected virtual async Task PrepareAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions(), source, NullLogger<PostgresStore>.Instance);
        await store.OpenAsync(TestContext.Current.CancellationToken);
    }
}

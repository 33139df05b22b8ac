using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Automation.Postgres;

/// <summary>The PostgreSQL that all tests of one process share, with a database of its own for each of them.</summary>
/// <remarks>
/// It is the server that <c>AUTOMATION_TEST_POSTGRES</c> names, as a connection string of a user who may create databases, or else a private one.
/// It starts with the first test that asks. Members may be called from any thread.
/// </remarks>
public sealed class TestPostgres
{
    /// <summary>The variable that names another server than a private one.</summary>
    public const string Variable = "AUTOMATION_TEST_POSTGRES";

    private static readonly Lazy<Task<(TestPostgres? Server, string? Reason)>> Shared = new(StartSharedAsync);

    // Processes and machines may share a server.
    private readonly string _prefix = $"automation_test_{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12]}_";
    private readonly Dictionary<string, Task<string>> _templates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TemplateShape> _shapes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _free = new(StringComparer.Ordinal);
    private readonly HashSet<string> _databases = new(StringComparer.Ordinal);
    private readonly string _create;
    private int _number;

    private TestPostgres(LocalPostgres? local, string connectionString, Version version)
    {
        Local = local;
        ConnectionString = connectionString;

        // FILE_COPY, the only way before 15, takes two checkpoints: those cost a private server nothing, which flushes nothing. WAL_LOG copies block by block, which takes it five times as long.
        var strategy = version.Major < 15 ? "" : local is null ? " strategy wal_log" : " strategy file_copy";
        _create = "create database \"{0}\" template \"{1}\"" + strategy;
    }

    /// <summary>Gets the private server, for tests that stop or restart one; null when <see cref="Variable"/> names another. Others use it at the same time: such a test starts its own.</summary>
    public LocalPostgres? Local { get; }

    /// <summary>Gets the connection string of the user who creates the databases.</summary>
    public string ConnectionString { get; }

    /// <summary>Gets the server of this process, and starts it the first time. The test that asks is skipped when there can be none.</summary>
    /// <exception cref="NpgsqlException">The server that <see cref="Variable"/> names does not answer: that is a fault, no reason to skip.</exception>
    public static async Task<TestPostgres> GetAsync()
    {
        var (server, reason) = await Shared.Value;
        Assert.SkipWhen(reason is not null, reason ?? "");
        return server!;
    }

    /// <summary>Creates a database; the test disposes it.</summary>
    /// <param name="template">What <see cref="GetTemplateAsync"/> gave; null for an empty one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<TestDatabase> CreateDatabaseAsync(string? template = null, CancellationToken cancellationToken = default)
    {
        var name = NewName("");
        await ExecuteAsync(string.Format(CultureInfo.InvariantCulture, _create, name, template ?? "template0"), cancellationToken);
        return new TestDatabase(this, name, template: null);
    }

    /// <summary>The same for a test that only needs the tables to be empty: it may get the database of an earlier test, whose rows are gone. Making one takes longer than most tests.</summary>
    /// <remarks>A test that changes more than rows may take one, too (its database is dropped afterwards); one that looks at statistics, plans or how many sessions met a deadlock may not.</remarks>
    /// <param name="template">What <see cref="GetTemplateAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<TestDatabase> TakeDatabaseAsync(string template, CancellationToken cancellationToken = default) =>
        new(this, _free.GetOrAdd(template, _ => []).TryTake(out var free) ? free : (await CreateDatabaseAsync(template, cancellationToken)).Name, template);

    /// <summary>Gets a template, which <paramref name="prepare"/> fills the first time that its name is asked for in this process.</summary>
    /// <param name="name">Its name, such as the schema's version.</param>
    /// <param name="prepare">Takes the connection string of an empty database and makes the schema; a fault of it is the answer to all who ask.</param>
    /// <returns>What <see cref="CreateDatabaseAsync"/> takes.</returns>
    public Task<string> GetTemplateAsync(string name, Func<string, Task> prepare)
    {
        lock (_templates)
        {
            return _templates.TryGetValue(name, out var template) ? template : _templates[name] = PrepareAsync(NewName("template_"), prepare);
        }
    }

    /// <summary>The connection string of one of the databases.</summary>
    internal string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    internal async Task DropAsync(string database, CancellationToken cancellationToken)
    {
        ClearPool(database);
        await ExecuteAsync($"drop database if exists \"{database}\" with (force)", cancellationToken);
        lock (_databases)
        {
            _databases.Remove(database);
        }
    }

    /// <summary>Empties a database for the next test, or drops it if it is not as its template any more.</summary>
    internal async Task GiveBackAsync(string database, string template)
    {
        ClearPool(database);
        var isRestored = false;
        try
        {
            isRestored = await _shapes[template].RestoreAsync(ConnectionStringOf(database));
        }
        catch (PostgresException)
        {
            // The test left something that stands against it.
        }

        if (isRestored)
        {
            _free[template].Add(database);
        }
        else
        {
            await DropAsync(database, CancellationToken.None);
        }
    }

    /// <summary>Drops what tests and templates left.</summary>
    internal async Task DropAllAsync()
    {
        string[] left;
        lock (_databases)
        {
            left = [.. _databases];
        }

        foreach (var database in left)
        {
            await DropAsync(database, CancellationToken.None);
        }
    }

    internal static async Task<(TestPostgres? Server, string? Reason)> StartAsync(string? connectionString, PostgresInstallation? installation)
    {
        if (!string.IsNullOrWhiteSpace(connectionString))
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            var server = new TestPostgres(null, connectionString, connection.PostgreSqlVersion);

            // A private server goes with this process; on another one we leave nothing behind.
            AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DropAllAsync().GetAwaiter().GetResult();
            return (server, null);
        }

        if (installation is null)
        {
            return (null, $"{PostgresInstallation.Missing} Or set {Variable} to the connection string of a user who may create databases.");
        }

        // Hundreds of databases come and go: no test here cuts the power, so the server need not wait for the disk. Crashes of the server itself lose nothing by that.
        var local = await LocalPostgres.StartAsync(new() { BinDirectory = installation.BinDirectory, Settings = { ["fsync"] = "off", ["full_page_writes"] = "off" } });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => local.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return (new TestPostgres(local, local.ConnectionString, local.Version), null);
    }

    private static async Task<(TestPostgres? Server, string? Reason)> StartSharedAsync()
    {
        var (server, reason) = await StartAsync(Environment.GetEnvironmentVariable(Variable), await PostgresInstallation.FindAsync());
        if (reason is not null)
        {
            await Console.Error.WriteLineAsync($"Tests on PostgreSQL are skipped. {reason}");
        }

        return (server, reason);
    }

    private async Task<string> PrepareAsync(string database, Func<string, Task> prepare)
    {
        await ExecuteAsync($"create database \"{database}\" template template0", CancellationToken.None);
        await prepare(ConnectionStringOf(database));
        _shapes[database] = await TemplateShape.ReadAsync(ConnectionStringOf(database));

        // A template that somebody is connected to cannot be copied.
        ClearPool(database);
        await ExecuteAsync($"alter database \"{database}\" with allow_connections false", CancellationToken.None);
        await ExecuteAsync($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{database}'", CancellationToken.None);
        return database;
    }

    private string NewName(string kind)
    {
        lock (_databases)
        {
            var name = $"{_prefix}{kind}{++_number}";
            _databases.Add(name);
            return name;
        }
    }

    private void ClearPool(string database)
    {
        using var connection = new NpgsqlConnection(ConnectionStringOf(database));
        NpgsqlConnection.ClearPool(connection);
    }

    private async Task ExecuteAsync(string statement, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

using Automation.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.Storage.EfCore.Tests;

/// <summary>Tests that each have an empty database.</summary>
public abstract class DatabaseTests : IAsyncLifetime
{
    private readonly List<NpgsqlDataSource> _sources = [];
    private TestDatabase? _database;

    protected string ConnectionString => _database!.ConnectionString;

    /// <summary>Gets connections of the user who may do everything.</summary>
    protected NpgsqlDataSource Source { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        Source = NewSource();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Connections as another process would have them.</summary>
    protected NpgsqlDataSource NewSource(Action<NpgsqlConnectionStringBuilder>? change = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(ConnectionString);
        change?.Invoke(connection);
        var source = NpgsqlDataSource.Create(connection);
        _sources.Add(source);
        return source;
    }

    private protected PostgresStore Store(bool migrate = true, string schema = PostgresStoreOptions.DefaultSchema, NpgsqlDataSource? source = null) =>
        new(new() { Schema = schema, Migrate = migrate }, source ?? Source, NullLogger<PostgresStore>.Instance);

    protected Task OpenAsync(bool migrate = true, string schema = "automation", NpgsqlDataSource? source = null) =>
        Store(migrate, schema, source).OpenAsync(TestContext.Current.CancellationToken);

    protected async Task<string> RefusalAsync(bool migrate = true, string schema = "automation", NpgsqlDataSource? source = null) =>
        (await Should.ThrowAsync<StoreFormatException>(() => OpenAsync(migrate, schema, source))).Message;

    protected async Task DoAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    protected async Task<object?> AskAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Returns when a count is what is wanted; a minute without that is a failure.</summary>
    protected async Task UntilAsync(string count, long wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while ((long)(await AskAsync(count))! != wanted)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    protected async Task<IReadOnlyList<string>> LinesAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
        {
            lines.Add(rows.GetString(0));
        }

        return lines;
    }

    /// <summary>Everything that a schema holds, one line each.</summary>
    protected Task<IReadOnlyList<string>> CatalogAsync(string schema) => LinesAsync($"""
        select concat_ws(' ', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, collname, pg_get_expr(adbin, adrelid)) as line
            from pg_attribute join pg_class on pg_class.oid = attrelid left join pg_collation on pg_collation.oid = attcollation
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where relnamespace = '{schema}'::regnamespace and relkind = 'r' and attnum > 0 and relname <> 'migration'
        union all select concat_ws(' ', relname, relkind, reloptions) from pg_class where relnamespace = '{schema}'::regnamespace and relname not in ('migration', 'PK_migration')
        union all select indexdef from pg_indexes where schemaname = '{schema}' and tablename <> 'migration'
        union all select concat_ws(' ', relname, conname, pg_get_constraintdef(pg_constraint.oid)) from pg_constraint join pg_class on pg_class.oid = conrelid
            where connamespace = '{schema}'::regnamespace and relname <> 'migration'
        order by line
        """);

    /// <summary>A schema's tables, as many as there are.</summary>
    protected async Task<long> TablesAsync(string schema = "automation") =>
        (long)(await AskAsync($"select count(*) from pg_tables where schemaname = '{schema}'"))!;
}

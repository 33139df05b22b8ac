using Automation.Postgres;
using Npgsql;

namespace ManyHosts.Show;

/// <summary>The database of one show, on a private server or on the one that the user named; gone at the end.</summary>
internal sealed class ShowDatabase : IAsyncDisposable
{
    private const string Table = """
        create table call (
            worker text not null, order_number integer not null, step text not null, key text not null, at timestamp with time zone not null default clock_timestamp())
        """;

    private readonly LocalPostgres? _server;
    private readonly string _administrator;
    private readonly string _name;
    private readonly NpgsqlDataSource _source;

    private ShowDatabase(LocalPostgres? server, string administrator)
    {
        _server = server;
        _administrator = administrator;
        _name = $"many_hosts_{Environment.ProcessId}_{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        ConnectionString = new NpgsqlConnectionStringBuilder(administrator) { Database = _name }.ConnectionString;
        _source = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public string Description => _server is null ? "the PostgreSQL that was named" : $"a private PostgreSQL {_server.Version}";

    public static async Task<ShowDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        var named = Environment.GetEnvironmentVariable("ConnectionStrings__ManyHosts");
        var server = string.IsNullOrEmpty(named) ? await LocalPostgres.StartAsync(cancellationToken: cancellationToken) : null;
        var database = new ShowDatabase(server, server?.ConnectionString ?? named!);
        try
        {
            await database.AdministerAsync($"create database {database._name}", cancellationToken);
            await using var command = database._source.CreateCommand(Table);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task<int> CountCallsAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("select count(*)::integer from call");
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>What the database's clock says: the one that calls are stamped with.</summary>
    public async Task<DateTime> ClockAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("select clock_timestamp()");
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<IReadOnlyList<Call>> CallsAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("select worker, order_number, step, key, at from call order by at");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var calls = new List<Call>();
        while (await rows.ReadAsync(cancellationToken))
        {
            calls.Add(new(rows.GetString(0), rows.GetInt32(1), rows.GetString(2), rows.GetString(3), rows.GetDateTime(4)));
        }

        return calls;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        else
        {
            await AdministerAsync($"drop database if exists {_name} with (force)", CancellationToken.None);
        }
    }

    private async Task AdministerAsync(string statement, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_administrator);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

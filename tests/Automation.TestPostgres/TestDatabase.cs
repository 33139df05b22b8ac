namespace Automation.Postgres;

/// <summary>A database of one test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TestPostgres _server;

    internal TestDatabase(TestPostgres server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = server.ConnectionStringOf(name);
    }

    /// <summary>Gets its name.</summary>
    public string Name { get; }

    /// <summary>Gets the connection string for it.</summary>
    public string ConnectionString { get; }

    /// <summary>Clears the pool of <see cref="ConnectionString"/> and drops the database, with all sessions that are still connected.</summary>
    public async ValueTask DisposeAsync() => await _server.DropAsync(Name, CancellationToken.None);
}

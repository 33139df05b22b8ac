namespace Automation.Postgres;

/// <summary>A database of one test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TestPostgres _server;
    private readonly string? _template;

    internal TestDatabase(TestPostgres server, string name, string? template)
    {
        _server = server;
        _template = template;
        Name = name;
        ConnectionString = server.ConnectionStringOf(name);
    }

    /// <summary>Gets its name.</summary>
    public string Name { get; }

    /// <summary>Gets the connection string for it.</summary>
    public string ConnectionString { get; }

    /// <summary>Clears the pool of <see cref="ConnectionString"/> and ends all sessions that are still connected; then drops the database, or gives it to the next test if that is how it was taken.</summary>
    public ValueTask DisposeAsync() => new(_template is null ? _server.DropAsync(Name, CancellationToken.None) : _server.GiveBackAsync(Name, _template));
}

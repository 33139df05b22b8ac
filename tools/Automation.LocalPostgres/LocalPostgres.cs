using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Automation.Postgres;

/// <summary>A PostgreSQL of this process alone: started from the installed binaries, in a directory of its own, gone with the process.</summary>
/// <remarks>
/// It flushes like a production server, listens on loopback only and asks nobody for a password. As root it is started as the user <c>postgres</c>, or <c>nobody</c>.
/// Whatever ends this process, also without a chance to clean up, ends the server and deletes its directory within seconds. Members may be called from any thread.
/// </remarks>
public sealed class LocalPostgres : IAsyncDisposable
{
    private const int Attempts = 10;

    private readonly Keeper _keeper;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private bool _running;
    private bool _disposed;

    private LocalPostgres(Keeper keeper, PostgresInstallation installation)
    {
        _keeper = keeper;
        BinDirectory = installation.BinDirectory;
        Version = installation.Version;
    }

    /// <summary>Gets the connection string of the administrator, for the database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringOf("postgres");

    /// <summary>Gets the port on loopback; stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>Gets the version of the server.</summary>
    public Version Version { get; }

    /// <summary>Gets where the server's binaries lie.</summary>
    public string BinDirectory { get; }

    /// <summary>Gets the server's data directory; it is deleted with the server.</summary>
    public string DataDirectory => Path.Combine(_keeper.Home, "data");

    /// <summary>Gets the directory that holds everything of this server, its log and its sockets included.</summary>
    internal string Home => _keeper.Home;

    /// <summary>Starts a server, and returns when it takes connections.</summary>
    /// <exception cref="LocalPostgresException">No binaries were found, or the server did not start.</exception>
    public static Task<LocalPostgres> StartAsync(LocalPostgresOptions? options = null, CancellationToken cancellationToken = default) =>
        StartAsync(options ?? new(), FreePort, cancellationToken);

    internal static async Task<LocalPostgres> StartAsync(LocalPostgresOptions options, Func<int> choosePort, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new LocalPostgresException("A private PostgreSQL is started on Linux and macOS only.");
        }

        var installation = await InstallationAsync(options, cancellationToken).ConfigureAwait(false);
        var keeper = await Keeper.StartAsync(installation.BinDirectory, ConfigurationText(options), cancellationToken).ConfigureAwait(false);
        var server = new LocalPostgres(keeper, installation);
        try
        {
            await server.ListenAsync(choosePort, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>The administrator's connection string for it.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var connection = new NpgsqlConnection(ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var command = new NpgsqlCommand($"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return ConnectionStringOf(name);
    }

    /// <summary>Stops the server, if it runs, and starts it again on the same port. All connections are lost; what was committed is not.</summary>
    /// <param name="immediate">Whether it stops as in a crash, and recovers from its log; otherwise it rolls back, writes a checkpoint and ends.</param>
    /// <param name="cancellationToken">Ends the waiting before a stop or a start, not during one.</param>
    public async Task RestartAsync(bool immediate = false, CancellationToken cancellationToken = default)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StopServerAsync(immediate, cancellationToken).ConfigureAwait(false);
            var (done, text) = await _keeper.SayAsync($"start {Port}", cancellationToken).ConfigureAwait(false);
            _running = done ? true : throw new LocalPostgresException($"The private PostgreSQL did not start again on port {Port}: {text}");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Stops the server, if it runs; its data stay until <see cref="DisposeAsync"/>, and <see cref="RestartAsync"/> starts it again.</summary>
    /// <inheritdoc cref="RestartAsync" path="/param"/>
    public async Task StopAsync(bool immediate = false, CancellationToken cancellationToken = default)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StopServerAsync(immediate, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Stops the server at once and deletes its directory. Calling it again does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            await _keeper.DisposeAsync().ConfigureAwait(false);
            _oneAtATime.Dispose();
        }
    }

    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<PostgresInstallation> InstallationAsync(LocalPostgresOptions options, CancellationToken cancellationToken)
    {
        if (options.BinDirectory is not { } directory)
        {
            return await PostgresInstallation.FindAsync(cancellationToken).ConfigureAwait(false) ?? throw new LocalPostgresException(PostgresInstallation.Missing);
        }

        var found = await PostgresInstallation.ReadAsync(directory, cancellationToken).ConfigureAwait(false)
            ?? throw new LocalPostgresException($"'{directory}' has no 'initdb', 'pg_ctl' and 'postgres' that run. {PostgresInstallation.Missing}");
        return found.Version.Major >= PostgresInstallation.OldestMajorVersion ? found : throw new LocalPostgresException(
            $"'{directory}' has PostgreSQL {found.Version}; {PostgresInstallation.OldestMajorVersion} or newer is needed.");
    }

    private static string ConfigurationText(LocalPostgresOptions options) => string.Join('\n',
        new KeyValuePair<string, string>[]
        {
            new("listen_addresses", "127.0.0.1"),
            new("max_connections", "200"),
            new("fsync", "on"),
            new("full_page_writes", "on"),
            new("synchronous_commit", "on"),
            new("lc_messages", "C"),
        }
        .Concat(options.Settings).Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''", StringComparison.Ordinal)}'"));

    // Between the choice of a port and the server's start somebody else may take it.
    private async Task ListenAsync(Func<int> choosePort, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !_running; attempt++)
        {
            Port = choosePort();
            (_running, var text) = await _keeper.SayAsync($"start {Port}", cancellationToken).ConfigureAwait(false);
            if (!_running && (attempt == Attempts || !text.Contains("Address already in use", StringComparison.Ordinal)))
            {
                throw new LocalPostgresException($"The private PostgreSQL of '{BinDirectory}' did not start on port {Port}: {text}");
            }
        }
    }

    private async Task StopServerAsync(bool immediate, CancellationToken cancellationToken)
    {
        if (_running)
        {
            var (done, text) = await _keeper.SayAsync(immediate ? "stop immediate" : "stop fast", cancellationToken).ConfigureAwait(false);
            _running = done ? false : throw new LocalPostgresException($"The private PostgreSQL on port {Port} did not stop: {text}");
        }
    }

    private string ConnectionStringOf(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
    }.ConnectionString;
}

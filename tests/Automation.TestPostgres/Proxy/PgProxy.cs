using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Automation.Postgres.Proxy;

/// <summary>Stands on loopback in front of a PostgreSQL server, and does to its connections what networks do.</summary>
/// <remarks>Encryption is declined in the server's name, since the proxy reads along. Members may be called from any thread.</remarks>
public sealed class PgProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<PgProxyConnection> _connections = [];
    private readonly List<CutCommit> _swallowed = [];
    private readonly List<CutCommit> _lost = [];
    private readonly List<(Func<IReadOnlyList<string>, bool> Which, TaskCompletionSource Happened)> _stalls = [];
    private readonly List<Task> _loops = [];
    private readonly IPAddress _at;
    private Socket _listener;
    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PgProxyMode _mode;
    private bool _disposed;

    private PgProxy(NpgsqlConnectionStringBuilder connectionString, IPAddress at)
    {
        _at = at;
        Server = IPAddress.TryParse(connectionString.Host, out var address)
            ? new IPEndPoint(address, connectionString.Port)
            : new DnsEndPoint(connectionString.Host!, connectionString.Port);
        _listener = Bind(0);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString.ConnectionString) { Host = $"{at}", Port = Port }.ConnectionString;
        Listen();
    }

    /// <summary>Gets the server's connection string with the proxy in its place.</summary>
    public string ConnectionString { get; }

    /// <summary>Gets the port on loopback; it stays the same in all modes.</summary>
    public int Port { get; }

    /// <summary>Gets how many connections of clients are open.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Gets or sets what happens to bytes and to new connections. It is <see cref="PgProxyMode.Pass"/> at first.</summary>
    public PgProxyMode Mode
    {
        get
        {
            lock (_lock)
            {
                return _mode;
            }
        }

        set
        {
            lock (_lock)
            {
                Change(value);
            }
        }
    }

    /// <summary>Gets the task that completes when something waits for the end of the stall: bytes, or a new connection.</summary>
    public Task Held
    {
        get
        {
            lock (_lock)
            {
                return _held.Task;
            }
        }
    }

    /// <summary>Starts a proxy in front of the server that a connection string names.</summary>
    /// <param name="connectionString">The server.</param>
    /// <param name="at">Where it stands: loopback, unless a test has a network of its own.</param>
    public static PgProxy Start(string connectionString, IPAddress? at = null) => new(new NpgsqlConnectionStringBuilder(connectionString), at ?? IPAddress.Loopback);

    /// <summary>Resets (RST) all connections that are open now, towards the client and towards the server.</summary>
    public void ResetConnections() => ForEachConnection(connection => connection.Reset());

    /// <summary>
    /// Makes all connections that are open now half-open: the server has lost its end and rolls back, the client does not know; what it sends vanishes, and no answer comes.
    /// </summary>
    public void LoseServer() => ForEachConnection(connection => connection.LoseServer());

    /// <summary>
    /// Lets the server commit a transaction and keeps its answer from the client, whose connection is reset instead: did it commit, or not?
    /// </summary>
    /// <param name="containing">Counts only transactions with a statement that contains this, in whatever case, prepared ones included.</param>
    /// <param name="number">Which of them, counted from now, over all connections; the first is 1.</param>
    /// <remarks>
    /// A transaction is what COMMIT ends, or a batch without BEGIN. Nothing of the answer to its last exchange passes. Only one transaction falls to it; for more say it again.
    /// </remarks>
    public CutCommit SwallowCommit(string containing, int number = 1) => SwallowCommit(commit => commit.Contains(containing), number);

    /// <inheritdoc cref="SwallowCommit(string, int)"/>
    /// <param name="which">Says which transactions count; called under a lock, in the order of the commits.</param>
    /// <param name="number">Which of them, counted from now, over all connections; the first is 1.</param>
    public CutCommit SwallowCommit(Func<PgCommit, bool> which, int number = 1) => Order(_swallowed, which, number);

    /// <summary>Resets a client's connection just before the server gets what would commit a transaction. The server rolls back: did it commit, or not?</summary>
    /// <inheritdoc cref="SwallowCommit(string, int)" path="/param"/>
    public CutCommit LoseCommit(string containing, int number = 1) => LoseCommit(commit => commit.Contains(containing), number);

    /// <inheritdoc cref="LoseCommit(string, int)"/>
    /// <inheritdoc cref="SwallowCommit(Func{PgCommit, bool}, int)" path="/param"/>
    public CutCommit LoseCommit(Func<PgCommit, bool> which, int number = 1) => Order(_lost, which, number);

    /// <summary>Stalls everything just before the server gets what a client asks in one go. The task completes when it is so.</summary>
    /// <param name="which">Says by the statements, prepared ones included, at which exchange; called under a lock. Only the first one counts.</param>
    public Task StallAt(Func<IReadOnlyList<string>, bool> which)
    {
        var happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _stalls.Add((which, happened));
        }

        return happened.Task;
    }

    /// <summary>Resets all connections and gives the port back.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] loops;
        lock (_lock)
        {
            _disposed = true;
            _listener.Dispose();
            loops = [.. _loops];
        }

        ResetConnections();
        await Task.WhenAll(loops);
    }

    /// <summary>Gets a value indicating whether answers have to be held back until it is known what they answer.</summary>
    internal bool HoldsAnswers
    {
        get
        {
            lock (_lock)
            {
                _swallowed.RemoveAll(order => !order.Waits);
                return _swallowed.Count > 0;
            }
        }
    }

    /// <summary>Gets where the server listens.</summary>
    internal EndPoint Server { get; }

    /// <summary>Completes when bytes may pass.</summary>
    internal Task PassingAsync()
    {
        lock (_lock)
        {
            if (!_open.Task.IsCompleted)
            {
                _held.TrySetResult();
            }

            return _open.Task;
        }
    }

    /// <summary>A client has asked something, which the server is to get now.</summary>
    internal void Meet(PgExchange exchange)
    {
        lock (_lock)
        {
            var stalls = _stalls.FindAll(stall => stall.Which(exchange.Statements));
            if (stalls.Count > 0)
            {
                _stalls.RemoveAll(stalls.Contains);
                Change(PgProxyMode.Stall);
                stalls.ForEach(stall => stall.Happened.SetResult());
            }
        }
    }

    /// <summary>Counts what would commit.</summary>
    /// <returns>The orders that it falls to; none when the server gets it.</returns>
    internal IReadOnlyList<CutCommit> Lose(PgCommit commit)
    {
        lock (_lock)
        {
            _lost.RemoveAll(order => !order.Waits);
            return [.. _lost.Where(order => order.Takes(commit))];
        }
    }

    /// <summary>Counts a commit.</summary>
    /// <returns>The orders that it falls to; none when its answer passes.</returns>
    internal IReadOnlyList<CutCommit> Count(PgCommit commit)
    {
        lock (_lock)
        {
            return [.. _swallowed.Where(order => order.Takes(commit))];
        }
    }

    private CutCommit Order(List<CutCommit> orders, Func<PgCommit, bool> which, int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        var order = new CutCommit(number, which);
        lock (_lock)
        {
            orders.Add(order);
        }

        return order;
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    private Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(_at, port));
        return socket;
    }

    private void Change(PgProxyMode mode)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (mode == PgProxyMode.Refuse && _mode != PgProxyMode.Refuse)
        {
            // A socket that is bound and does not listen refuses, and nobody who asks for any free port gets this one.
            _listener.Dispose();
            _listener = Bind(Port);
        }
        else if (mode != PgProxyMode.Refuse && _mode == PgProxyMode.Refuse)
        {
            Listen();
        }

        if (mode == PgProxyMode.Stall)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
        else
        {
            _open.TrySetResult();
        }

        _mode = mode;
    }

    private void Listen()
    {
        _listener.Listen();
        _loops.Add(AcceptAsync(_listener));
    }

    private async Task AcceptAsync(Socket listener)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(CarryAsync(await listener.AcceptAsync()));
                connections.RemoveAll(connection => connection.IsCompletedSuccessfully);
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The listener was closed: by the mode, or at the end.
        }

        await Task.WhenAll(connections);
    }

    private async Task CarryAsync(Socket client)
    {
        var connection = new PgProxyConnection(this, client);
        lock (_lock)
        {
            if (_disposed)
            {
                connection.Reset();
                return;
            }

            _connections.Add(connection);
        }

        try
        {
            await connection.RunAsync();
        }
        finally
        {
            lock (_lock)
            {
                _connections.Remove(connection);
            }
        }
    }

    private void ForEachConnection(Action<PgProxyConnection> action)
    {
        PgProxyConnection[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        Array.ForEach(connections, action);
    }
}

namespace Automation.Storage;

/// <summary>Keeps rules, events and runs in one SQLite file: durable on one machine, without a server.</summary>
/// <remarks>
/// <para>One process at a time works on runs; others may publish and read. The file <c>.lock</c> beside the database proves that the former
/// process is dead, so that a restart resumes at once.</para>
/// <para>What was committed survives the process and the power: write-ahead log, <c>synchronous=FULL</c>. Calls do their work on the caller's thread;
/// writes follow each other, reads neither wait for them nor hold them up. Thread-safe.</para>
/// </remarks>
public sealed partial class SqliteStore : IAutomationStore
{
    private readonly string _path;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly TimeSpan _busyTimeout;
    private volatile bool _open;

    // The scope that was served last: the next claim goes on behind it. Touched inside the writer's gate only.
    private byte[]? _cursor;

    /// <summary>A store over the file that the options name. Nothing is opened yet.</summary>
    /// <exception cref="ArgumentException">The path names no file on disk, or the timeout is out of range.</exception>
    public SqliteStore(SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BusyTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BusyTimeout, SqliteStoreOptions.GreatestBusyTimeout);
        _path = PathOf(options);
        _busyTimeout = options.BusyTimeout;
        _writer = new SqliteWriter(_path, _busyTimeout);
        _readers = new SqliteReaders(_path, _busyTimeout);
    }

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    /// <remarks>A file without a byte is what a store begins with.</remarks>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(new FileInfo(_path) is { Exists: true, Length: > 0 });

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Path.GetDirectoryName(_path) is { } folder && !Directory.Exists(folder))
        {
            throw new StoreUnavailableException($"The folder '{folder}' of the SQLite store '{_path}' does not exist, or may not be looked at. Create it, or name another one (SqliteStoreOptions.Path).");
        }

        try
        {
            using var connection = SqlitePragmas.OpenWriter(_path, _busyTimeout);
            SqliteSchema.ThrowIfForeign(connection, _path);
            SqlitePragmas.Prepare(connection, _path);
            SqliteSchema.Upgrade(connection, _path, SqliteSchema.Steps);
            _open = true;
            return Task.CompletedTask;
        }
        catch (SqliteFault fault)
        {
            throw SqliteFaults.Translate(fault, _path, atCommit: false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.CloseAsync().ConfigureAwait(false);
        _readers.Dispose();
        _lock?.Dispose();
        _lock = null;
    }

    private Task<T> WriteAsync<T>(Func<WriteSession, T> act, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return _writer.TransactAsync(act, cancellationToken);
    }

    private Task<T> ReadAsync<T>(Func<ReadSession, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotOpen();
        return Task.FromResult(_readers.Read(read));
    }

    private void ThrowIfNotOpen()
    {
        if (!_open)
        {
            throw new InvalidOperationException($"The store '{_path}' is not open. Call OpenAsync first.");
        }
    }

    private static string PathOf(SqliteStoreOptions options) =>
        string.IsNullOrWhiteSpace(options.Path) || options.Path == ":memory:" || options.Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? throw new ArgumentException(
                $"SqliteStoreOptions.Path is '{options.Path}'; the path of a file is needed. For a store that forgets, take InMemoryStore.", nameof(options))
            : Path.GetFullPath(options.Path);
}

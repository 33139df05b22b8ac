namespace Automation.Storage;

/// <summary>Where and how a <see cref="SqliteStore"/> keeps its data.</summary>
public sealed class SqliteStoreOptions
{
    internal static readonly TimeSpan GreatestBusyTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The database file; created when it does not exist. Beside it lie <c>-wal</c> and <c>-shm</c>, which belong to it, and <c>.lock</c>.</summary>
    /// <value>The default is <c>automation.db</c> in the present folder.</value>
    /// <remarks>
    /// One folder on a local disk: write-ahead logs and file locks do not work on network shares. Only ever this store's own file,
    /// never one that the application keeps other tables in.
    /// </remarks>
    public string Path { get; set; } = "automation.db";

    /// <summary>How long a call waits for another process that holds the write lock, before it throws <see cref="StoreUnavailableException"/>.</summary>
    /// <value>The default is 10 seconds; 0 to 10 minutes is allowed.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

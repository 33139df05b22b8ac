using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.Storage;

/// <summary>Keeps rules, events and runs in PostgreSQL. Many processes may share one database.</summary>
/// <remarks>
/// Each kind of work that must not wait for another has a connection of its own: two for commits, one each for claims and takeovers, the heartbeat and the listener. Reads take one from the pool.
/// </remarks>
internal sealed partial class PostgresStore(PostgresStoreOptions options, NpgsqlDataSource source, ILogger<PostgresStore> logger, WorkSql work) : IAutomationStore, IIntakeStore, ITransactionStore
{
    private readonly StoreSchema _schema = new(options, source, logger);
    private readonly string _channel = options.Schema;
    private readonly string _quotedChannel = options.QuotedSchema;
    private readonly WriterPool _writers = new(source, () => new BatchCommit(work, options.Schema) { DeliversFor = options.DeliversFor });
    private readonly PostgresSession _claimer = new(source, "claim");
    private readonly PostgresSession _heartbeat = new(source, "heartbeat");
    private readonly CommitSql _commitSql = work.Commit;
    private readonly ClaimSql _claimSql = work.Claim;
    private readonly NodeSql _nodeSql = work.Node;
    private readonly PermitSql _permitSql = work.Permit;
    private readonly RunSql _runSql = new(options.QuotedSchema);
    private readonly RunListSql _runListSql = new(options.QuotedSchema);
    private readonly EventListSql _eventListSql = new(options.QuotedSchema);
    private readonly RuleSql _ruleSql = new(options.QuotedSchema);
    private readonly SettingSql _settingSql = new(options.QuotedSchema);
    private readonly DiagnosisSql _diagnosisSql = new(options.QuotedSchema);
    private readonly IntakeSql _intakeSql = new(options.QuotedSchema);
    private readonly ScheduleSql _scheduleSql = work.Schedule;
    private readonly DebounceSql _debounceSql = work.Debounce;
    private readonly MovedSeries _movedSeries = new(work.Debounce);
    private readonly StaleAccepts _staleAccepts = new(options.QuotedSchema);
    private readonly FullChainAccepts _fullChainAccepts = new(options.QuotedSchema);
    private readonly BusyAccepts _busyAccepts = new(options.QuotedSchema, work.Permit);
    private readonly RunReader _runs = new(new RunSql(options.QuotedSchema));
    private volatile bool _open;
    private volatile bool _disposed;

    public PostgresStore(PostgresStoreOptions options, NpgsqlDataSource source, ILogger<PostgresStore> logger)
        : this(options, source, logger, new WorkSql(options.QuotedSchema))
    {
    }

    /// <inheritdoc/>
    public string Name => "postgres";

    /// <inheritdoc/>
    public int ConcurrentCommits => WriterPool.Connections;

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(CancellationToken cancellationToken) => _schema.ExistsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _schema.OpenAsync(cancellationToken).ConfigureAwait(false);
        _open = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _writers.DisposeAsync().ConfigureAwait(false);
        await _claimer.DisposeAsync().ConfigureAwait(false);
        await _heartbeat.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The caller's instant when the caller's clock decides, as in tests; else null: the statement then asks the database's clock.</summary>
    private DateTime? ClockOf(DateTimeOffset now) => options.ClockOfCaller ? now.UtcDateTime : null;

    private void ThrowIfNotOpen()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(PostgresStore));
        if (!_open)
        {
            throw new InvalidOperationException("The store is not open. Call OpenAsync first.");
        }
    }
}

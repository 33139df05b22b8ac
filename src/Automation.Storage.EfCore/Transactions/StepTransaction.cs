using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Storage.Transactions;

/// <summary>A transaction on a context of the host, which ends with the record of the step that worked in it.</summary>
internal sealed class StepTransaction : IStepTransaction
{
    private static long s_tries;

    private readonly DbContext _context;
    private readonly IDbContextTransaction _transaction;
    private readonly StepTransactionSql _sql;
    private readonly BatchCommit _batch;
    private readonly Func<DateTimeOffset, DateTime?> _clock;
    private readonly Func<string, CancellationToken, Task>? _terminate;
    private readonly string _mark;

    private StepTransaction(
        DbContext context, IDbContextTransaction transaction, StepTransactionSql sql, BatchCommit batch, Func<DateTimeOffset, DateTime?> clock, Func<string, CancellationToken, Task>? terminate) =>
        (_context, _transaction, _sql, _batch, _clock, _terminate, _mark) =
            (context, transaction, sql, batch, clock, terminate, $"automation try {((NpgsqlConnection)context.Database.GetDbConnection()).ProcessID} {Interlocked.Increment(ref s_tries)}");

    private NpgsqlConnection Connection => (NpgsqlConnection)_context.Database.GetDbConnection();

    public static async Task<StepTransaction> BeginAsync(
        IServiceProvider services, Type type, StepTransactionSql sql, BatchCommit batch, Func<DateTimeOffset, DateTime?> clock, Func<string, CancellationToken, Task> terminate, CancellationToken cancellationToken)
    {
        var context = (DbContext)services.GetRequiredService(type);
        var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        if (context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.MaxPoolSize is null)
        {
            return new(context, transaction, sql, batch, clock, null);
        }

        var begun = new StepTransaction(context, transaction, sql, batch, clock, terminate);
        using var command = SqlCommands.Create(begun.Connection, sql.Mark, begun._mark);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return begun;
    }

    /// <inheritdoc/>
    public async Task<bool> AbandonAsync(CancellationToken cancellationToken)
    {
        if (_terminate is null)
        {
            return true;
        }

        try
        {
            await _terminate(_mark, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The database is away, the role may not, or the store is closed: what the handler locked is free when it has ended.
        }

        return false;
    }

    /// <inheritdoc/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_context.Database.CurrentTransaction != _transaction)
        {
            throw new InvalidOperationException("The handler ended the transaction that the engine began for it. Save only; the engine commits.");
        }

        using var command = new NpgsqlCommand(_sql.Finish, Connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<RecordResult> CommitAsync(NodeLease node, DateTimeOffset now, RecordOperation operation, CancellationToken cancellationToken)
    {
        var batch = new CommitBatch { Node = node, Now = now, Operations = [operation] };
        batch.ThrowIfInvalid();
        RecordResult result;
        try
        {
            await PrepareAsync(node, cancellationToken).ConfigureAwait(false);
            result = (RecordResult)(await _batch.ExecuteAsync(Connection, batch, _clock(now)).ConfigureAwait(false)).Single();
            if (result.Applied && !IsLocked(operation, result) && !await LockRunAsync(node, operation).ConfigureAwait(false))
            {
                return new RecordResult { Applied = false, Transitioned = false };
            }
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            // Nothing is committed before it is said.
            throw PostgresFaults.OfRead(fault, "Recording in the transaction of a handler failed");
        }

        if (!result.Applied)
        {
            return result;
        }

        try
        {
            await _transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException)
        {
            throw PostgresFaults.OfWrite(fault, "The answer to the commit of a handler's transaction did not come");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _transaction.DisposeAsync();

    /// <summary>Whether the run's row was changed or deleted, and so is locked.</summary>
    private static bool IsLocked(RecordOperation operation, RecordResult result) => result.Transitioned && operation.Transition is not RunTransition.Continue;

    private async Task PrepareAsync(NodeLease node, CancellationToken cancellationToken)
    {
        using var command = SqlCommands.Create(Connection, _sql.Prepare, PostgresSession.NameOf(node.NodeId));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> LockRunAsync(NodeLease node, RecordOperation operation)
    {
        using var command = SqlCommands.Create(Connection, _sql.LockRun, operation.RunId.Value, node.NodeId, operation.ClaimNumber);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) is not null;
    }
}

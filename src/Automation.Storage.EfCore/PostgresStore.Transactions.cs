using Automation.Storage.Transactions;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task CheckAsync(IServiceProvider services, Type context, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return ReadAsync(
            async connection =>
            {
                await new TransactionCheck(options.Schema).RunAsync(services, context, connection, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IStepTransaction> BeginAsync(IServiceProvider services, Type context, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        var sql = new StepTransactionSql(_quotedChannel);
        return await StepTransaction.BeginAsync(services, context, sql, new BatchCommit(work, _channel), ClockOf, (mark, token) => TerminateAsync(sql, mark, token), cancellationToken).ConfigureAwait(false);
    }

    private Task TerminateAsync(StepTransactionSql sql, string mark, CancellationToken cancellationToken) =>
        ReadAsync(connection => RunAsync(connection, sql.Terminate, cancellationToken, mark), cancellationToken);
}

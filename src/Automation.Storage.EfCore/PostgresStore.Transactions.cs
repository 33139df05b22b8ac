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
        return await StepTransaction.BeginAsync(services, context, new StepTransactionSql(_quotedChannel), new BatchCommit(work, _channel), ClockOf, cancellationToken).ConfigureAwait(false);
    }
}

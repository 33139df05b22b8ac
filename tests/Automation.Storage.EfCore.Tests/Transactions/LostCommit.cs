using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>The connection breaks just before the first commit is sent.</summary>
public sealed class LostCommit(TaskCompletionSource broken) : DbTransactionInterceptor
{
    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        broken.TrySetResult() ? throw new NpgsqlException("The connection broke.") : ValueTask.FromResult(result);
}

using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Transactions;

/// <summary>The connection breaks just before the first commit is sent, and after what a test does meanwhile.</summary>
public sealed class LostCommit(TaskCompletionSource broken, Func<Task>? meanwhile = null) : DbTransactionInterceptor
{
    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (!broken.TrySetResult())
        {
            return result;
        }

        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        throw new NpgsqlException("The connection broke.");
    }
}

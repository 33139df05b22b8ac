using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Automation.Storage.Intake;

/// <summary>Hears of the end of transactions that the host began on its context.</summary>
internal sealed class IntakeInterceptor : DbTransactionInterceptor
{
    public static IntakeInterceptor Instance { get; } = new();

    public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => IntakeWake.Ended(eventData.Context, committed: true);

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        IntakeWake.Ended(eventData.Context, committed: true);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => IntakeWake.Ended(eventData.Context, committed: false);

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        IntakeWake.Ended(eventData.Context, committed: false);
        return Task.CompletedTask;
    }
}

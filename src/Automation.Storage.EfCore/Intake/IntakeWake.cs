using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Intake;

/// <summary>Tells the engine of this process when a context has committed saved events: only that it may look at once, since polling finds them anyway.</summary>
internal static class IntakeWake
{
    /// <summary>Contexts that saved events in a transaction which is still open.</summary>
    private static readonly ConditionalWeakTable<DbContext, IScopedIntake> Open = [];

    /// <summary>Wakes the engine when the next save is committed.</summary>
    public static void AfterCommit(DbContext context, IScopedIntake intake)
    {
        context.SavedChanges += Saved;

        void Saved(object? sender, SavedChangesEventArgs arguments)
        {
            context.SavedChanges -= Saved;
            if (context.Database.CurrentTransaction is not null || System.Transactions.Transaction.Current is not null)
            {
                Open.AddOrUpdate(context, intake);
            }
            else
            {
                intake.Wake();
            }
        }
    }

    /// <summary>A transaction of the context is over.</summary>
    public static void Ended(DbContext? context, bool committed)
    {
        if (context is not null && Open.TryGetValue(context, out var intake))
        {
            Open.Remove(context);
            if (committed)
            {
                intake.Wake();
            }
        }
    }
}

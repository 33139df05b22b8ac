using System.Runtime.CompilerServices;

namespace Automation.KillHost;

public sealed class DieHandler(Ledger ledger) : IActionHandler<Die>
{
    public Task HandleAsync(Die action, StepContext context, CancellationToken cancellationToken)
    {
        ledger.Add(context.IdempotencyKey, action.How);
        if (action.How == "overflow")
        {
            Overflow(action.How.Length);
        }

        Environment.FailFast("A handler that a test made.");
        return Task.CompletedTask;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Overflow(int depth) => depth < 0 ? 0 : 1 + Overflow(depth + 1) + Overflow(depth + 2);
}

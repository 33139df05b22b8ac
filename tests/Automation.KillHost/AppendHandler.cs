namespace Automation.KillHost;

public sealed class AppendHandler(Ledger ledger, Pace pace, TimeProvider time) : IActionHandler<Append, string>
{
    public async Task<string> HandleAsync(Append action, StepContext context, CancellationToken cancellationToken)
    {
        var half = pace.Of(context.IdempotencyKey) / 2;
        await Task.Delay(half, time, cancellationToken);
        ledger.Add(context.IdempotencyKey, action.Text);
        Console.WriteLine("step");
        await Task.Delay(half, time, cancellationToken);
        return action.Text + "+";
    }
}

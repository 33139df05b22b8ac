namespace Automation.KillHost;

public sealed class AppendHandler(Ledger ledger, TimeProvider time) : IActionHandler<Append, string>
{
    public async Task<string> HandleAsync(Append action, StepContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
        ledger.Add(context.IdempotencyKey, action.Text);
        Console.WriteLine("step");
        await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
        return action.Text + "+";
    }
}

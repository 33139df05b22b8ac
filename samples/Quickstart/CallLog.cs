using Automation;

namespace Quickstart;

/// <summary>One line for each call of a handler, in <c>calls.log</c>: what was called again after a crash, and what was not.</summary>
internal sealed class CallLog(CommandLine options, TimeProvider time)
{
    private readonly Lock _gate = new();

    public async Task BeginAsync(StepContext context, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            File.AppendAllText(Path.Combine(options.Output, "calls.log"), $"{time.GetUtcNow():O} {context.IdempotencyKey} {context.Subject}\n");
        }

        await Task.Delay(options.Delay, time, cancellationToken);
    }
}

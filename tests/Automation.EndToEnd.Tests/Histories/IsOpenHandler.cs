namespace Automation.EndToEnd.Histories;

/// <summary>Everything is open at midnight, and closed later: an answer that is asked for again is another one.</summary>
internal sealed class IsOpenHandler(TimeProvider time) : IConditionHandler<IsOpen>
{
    public Task<bool> EvaluateAsync(IsOpen condition, ConditionContext context, CancellationToken cancellationToken) => Task.FromResult(time.GetUtcNow() is { Hour: 0, Minute: 0 });
}

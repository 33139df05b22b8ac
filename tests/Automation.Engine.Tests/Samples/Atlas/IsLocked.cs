namespace Automation.Engine.Tests.Samples;

[Condition("asset.locked")] public sealed record IsLocked(string AssetId) : ICondition;

public sealed class IsLockedHandler : IConditionHandler<IsLocked>
{
    public Task<bool> EvaluateAsync(IsLocked condition, ConditionContext context, CancellationToken cancellationToken) =>
        Task.FromResult(condition.AssetId.StartsWith("locked", StringComparison.Ordinal));
}

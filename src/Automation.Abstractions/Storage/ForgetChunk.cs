namespace Automation.Storage;

/// <summary>What became of a <see cref="ForgetRequest"/>.</summary>
/// <param name="Keys">How many publishers' keys were deleted.</param>
/// <param name="Chains">How many counts of chains were deleted.</param>
/// <param name="Budgets">How many periods of budgets were deleted.</param>
/// <param name="Next">Where the next chunk goes on, in words of the store; null when nothing is left.</param>
public sealed record ForgetChunk(long Keys, long Chains, long Budgets, string? Next);

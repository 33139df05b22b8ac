namespace Automation.Storage;

/// <summary>What is used of a budget in a period, in millionths of a credit.</summary>
/// <param name="Key">Which budget, and which period.</param>
/// <param name="Spent">What runs that have ended cost.</param>
/// <param name="Reserved">What runs that have not ended hold.</param>
public sealed record BudgetRecord(BudgetKey Key, long Spent, long Reserved);

namespace Automation.Storage;

/// <summary>Names a period of a budget within a scope.</summary>
/// <param name="Rule">The rule; empty for the budget of the scope.</param>
/// <param name="Period">The period's name.</param>
public readonly record struct BudgetKey(string Rule, string Period);

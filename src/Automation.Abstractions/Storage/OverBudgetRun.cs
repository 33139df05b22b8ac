namespace Automation.Storage;

/// <summary>A run that was not created, since a budget has no room for it.</summary>
/// <param name="Rule">The run's rule.</param>
/// <param name="Budget">The budget, that of the rule if it is both, as it stood for this run: with what the runs of the operation before it reserve.</param>
public sealed record OverBudgetRun(string Rule, BudgetRecord Budget);

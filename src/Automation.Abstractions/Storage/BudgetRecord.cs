using System.Globalization;

namespace Automation.Storage;

/// <summary>What is used of a budget in a period, in millionths of a credit.</summary>
/// <param name="Key">Which budget, and which period.</param>
/// <param name="Spent">What runs that have ended cost.</param>
/// <param name="Reserved">What runs that have not ended hold.</param>
public sealed record BudgetRecord(BudgetKey Key, long Spent, long Reserved)
{
    /// <summary>The line of a diagnosis about a budget that has more or less reserved than its runs hold. In one place, so that all stores agree.</summary>
    /// <param name="scope">The budget's scope.</param>
    /// <param name="held">What runs that have not ended hold of it, in millionths of a credit.</param>
    public string DescribeImbalance(string scope, decimal held) => string.Create(
        CultureInfo.InvariantCulture,
        $"The budget of {(Key.Rule.Length == 0 ? "all rules" : $"rule '{Key.Rule}'")} in scope '{scope}' for '{Key.Period}' has {Reserved} millionths of a credit reserved, and its runs that have not ended hold {held}: "
        + $"{(Reserved > held ? "the difference binds room" : "more runs may begin than there is room for")} until that period is over, or until somebody writes what they hold into the budget's row.");
}

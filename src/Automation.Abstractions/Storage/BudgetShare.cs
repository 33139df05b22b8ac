namespace Automation.Storage;

/// <summary>The period of a budget that a run reserves of.</summary>
/// <param name="Period">The period's name, compared ordinally; another name is another budget.</param>
/// <param name="Most">How much the period may have spent and reserved, in millionths of a credit; 0 to <see cref="BudgetReservation.Largest"/>.</param>
/// <param name="Until">When the period ends, UTC. Stored, that of the last reservation, for <see cref="ForgetRequest.BudgetsBefore"/>.</param>
public sealed record BudgetShare(string Period, long Most, DateTimeOffset Until);

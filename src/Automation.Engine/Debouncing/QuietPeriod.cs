namespace Automation.Debouncing;

/// <summary>The payload of the event that ends a series.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="RunId">The run that was reserved for the series.</param>
/// <param name="Events">How many events it had.</param>
/// <param name="FirstEventId">The first one.</param>
/// <param name="LastEventId">The last one, whose payload the run works on.</param>
/// <param name="FirstAt">When the first one was accepted.</param>
/// <param name="DueAt">When it was due.</param>
internal sealed record QuietPeriod(string Rule, Guid RunId, int Events, Guid FirstEventId, Guid LastEventId, DateTimeOffset FirstAt, DateTimeOffset DueAt);

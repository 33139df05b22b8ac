namespace Automation.EndToEnd.Histories;

/// <summary>A condition that the host is asked for.</summary>
[Condition("order.open")]
public sealed record IsOpen(string Id) : ICondition;

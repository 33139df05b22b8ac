namespace Automation.KillHost;

[Event("order.seen", Subject = nameof(Number))]
public sealed record OrderSeen(int Number);

namespace Automation.KillHost;

[Event("order.poisoned", Subject = nameof(How))]
public sealed record OrderPoisoned(string How);

namespace Automation.Storage.EfCore.Tests.Polling;

/// <summary>A trigger that polls.</summary>
[Trigger("numbers")]
public sealed record Numbers : ITrigger<Number>;

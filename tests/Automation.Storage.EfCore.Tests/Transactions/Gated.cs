namespace Automation.Storage.EfCore.Tests.Transactions;

[Action("gated")]
public sealed record Gated(string Id) : IAction;

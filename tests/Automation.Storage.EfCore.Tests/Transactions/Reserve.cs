namespace Automation.Storage.EfCore.Tests.Transactions;

[Action("reserve")]
public sealed record Reserve(string Id) : IAction<int>;

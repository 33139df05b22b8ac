namespace Automation.Storage.EfCore.Tests.Transactions;

[Action("reserve.later")]
public sealed record ReserveLater : IAction;

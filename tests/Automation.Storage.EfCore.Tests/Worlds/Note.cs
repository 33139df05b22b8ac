namespace Automation.Storage.EfCore.Tests.Worlds;

[Action("note")]
public sealed record Note(string Id) : IAction;

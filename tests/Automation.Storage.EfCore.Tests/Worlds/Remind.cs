namespace Automation.Storage.EfCore.Tests.Worlds;

[Action("remind")]
public sealed record Remind(string Id) : IAction;

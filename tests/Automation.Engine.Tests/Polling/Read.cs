namespace Automation.Polling;

/// <summary>What the rules do with letters.</summary>
[Action("test.read")]
public sealed record Read(string Id) : IAction;

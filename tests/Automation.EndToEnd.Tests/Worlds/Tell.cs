namespace Automation.EndToEnd.Worlds;

/// <summary>Publishes that an order is paid.</summary>
[Action("tell")]
public sealed record Tell(string Name, string Id) : IAction;

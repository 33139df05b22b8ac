namespace Automation.Simulation;

/// <summary>Publishes that somebody was told of an order.</summary>
[Action("tell")]
public sealed record Tell(string Id) : IAction;

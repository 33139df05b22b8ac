namespace Automation.Simulation;

/// <summary>Something that costs a credit.</summary>
[Action("pay", Cost = 1)]
public sealed record Pay(int Number) : IAction;

namespace Automation.Simulation;

/// <summary>Something that has an effect outside.</summary>
[Action("work")]
public sealed record Work(string Name, string Text = "") : IAction<string>;

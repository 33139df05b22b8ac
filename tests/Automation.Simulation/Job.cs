namespace Automation.Simulation;

/// <summary>Something that ends elsewhere.</summary>
[Action("job")]
public sealed record Job(string Name) : IAction<string>;

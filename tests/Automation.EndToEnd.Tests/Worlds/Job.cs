namespace Automation.EndToEnd.Worlds;

/// <summary>Something that ends elsewhere.</summary>
[Action("job")]
public sealed record Job(string Name) : IAction<string>;

namespace Automation.EndToEnd.Worlds;

/// <summary>Something that has an effect outside.</summary>
[Action("work", Cost = 1000)]
public sealed record Work(string Name, string Text = "") : IAction<string>;

namespace Automation.EndToEnd.Worlds;

/// <summary>Something that has an effect outside.</summary>
[Action("work")]
public sealed record Work(string Name, string Text = "") : IAction<string>;

namespace Automation.EndToEnd.Worlds;

/// <summary>A trigger that polls for <see cref="Outside.Box"/>.</summary>
[Trigger("box")]
public sealed record Box : ITrigger<Letter>;

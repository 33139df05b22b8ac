namespace Automation.EndToEnd.Worlds;

/// <summary>A trigger that polls.</summary>
[Trigger("letters")]
public sealed record Letters : ITrigger<Letter>;

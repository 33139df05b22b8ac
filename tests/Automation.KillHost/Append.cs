namespace Automation.KillHost;

/// <summary>Writes a line to the ledger outside.</summary>
[Action("append")]
public sealed record Append(string Text) : IAction<string>;

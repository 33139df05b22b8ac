namespace Automation.KillHost;

/// <summary>Ends the process that does it.</summary>
/// <param name="How"><c>failfast</c>, or <c>overflow</c> for a stack that is too small for what it does.</param>
[Action("die")]
public sealed record Die(string How) : IAction;

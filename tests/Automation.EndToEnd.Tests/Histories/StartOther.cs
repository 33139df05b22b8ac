namespace Automation.EndToEnd.Histories;

/// <summary>Starts another rule by hand.</summary>
[Action("start-other")]
public sealed record StartOther(string Id) : IAction;

namespace Automation.Benchmarks.Schedules;

/// <summary>What is done every morning.</summary>
[Action("brief")]
public sealed record Brief(string Text) : IAction;

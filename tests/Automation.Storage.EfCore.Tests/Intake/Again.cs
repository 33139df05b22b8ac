namespace Automation.Storage.EfCore.Tests.Intake;

/// <summary>Has another order saved, in the scope that it names.</summary>
[Action("again")]
public sealed record Again(string Id, string Scope) : IAction;

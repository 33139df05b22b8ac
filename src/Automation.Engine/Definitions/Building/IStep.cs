namespace Automation;

/// <summary>Stands for the result of a step, in the lambdas of later ones: read it with <c>run.Get</c>.</summary>
/// <remarks>Made by <c>Then(…, out var step)</c>; not to be implemented. Valid in its own rule only.</remarks>
/// <typeparam name="TAction">The step's action.</typeparam>
public interface IStep<out TAction>
    where TAction : class, IAction;

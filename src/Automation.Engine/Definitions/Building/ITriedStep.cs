namespace Automation;

/// <summary>Stands for what came of a step that may fail, in the lambdas of later ones: read it with <c>run.Get</c>.</summary>
/// <remarks>Made by <c>Try(…, out var step)</c>; not to be implemented. Valid in its own rule only.</remarks>
/// <typeparam name="TAction">The step's action.</typeparam>
public interface ITriedStep<out TAction>
    where TAction : class, IAction;

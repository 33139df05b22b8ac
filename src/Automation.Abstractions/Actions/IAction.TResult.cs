namespace Automation;

/// <summary>A kind of work that has a result, which later steps can read.</summary>
/// <typeparam name="TResult">The result; serialised as JSON and stored.</typeparam>
public interface IAction<out TResult> : IAction;

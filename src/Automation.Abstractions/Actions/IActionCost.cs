namespace Automation;

/// <summary>Says what a call of an action costs, where that depends on its config. Implemented by the action's handler, or by a class of its own, which is registered like a handler.</summary>
/// <remarks>
/// <see cref="ActionAttribute.Cost"/> then says the most that a call costs: it counts while the config is not known, before a run for a step that uses the result of another one. Created from a DI scope of its own.
/// </remarks>
/// <typeparam name="TAction">The action's record.</typeparam>
public interface IActionCost<in TAction>
    where TAction : class, IAction
{
    /// <summary>What a call with this config costs, in credits: 0 to 1,000,000,000, with at most six digits behind the point; others are rounded up.</summary>
    /// <remarks>Pure and fast: it is asked before events are answered, any number of times, and the same config costs the same. If it throws before a run, the rule does not run: the verdict is <see cref="VerdictReason.Faulted"/>.</remarks>
    /// <param name="action">The config.</param>
    decimal CostOf(TAction action);
}

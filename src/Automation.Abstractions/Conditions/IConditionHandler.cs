namespace Automation;

/// <summary>Answers a condition. Created from a DI scope of its own for every question.</summary>
/// <typeparam name="TCondition">The condition's record.</typeparam>
public interface IConditionHandler<in TCondition>
    where TCondition : class, ICondition
{
    /// <summary>Whether the condition holds now. May read; must not write.</summary>
    /// <remarks>
    /// As a gate (<c>When</c>) it is asked before the event is accepted, and an exception is a verdict. Inside a run (<c>If</c>) the answer is
    /// recorded and never asked again; an exception fails the node.
    /// </remarks>
    Task<bool> EvaluateAsync(TCondition condition, ConditionContext context, CancellationToken cancellationToken);
}

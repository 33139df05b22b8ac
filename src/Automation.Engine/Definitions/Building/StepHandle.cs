namespace Automation.Definitions;

/// <summary>The result of a step.</summary>
internal sealed class StepHandle<TAction>(RuleIdentity rule, string node, BlockPlace place) : Handle(rule, node, place), IStep<TAction>
    where TAction : class, IAction;

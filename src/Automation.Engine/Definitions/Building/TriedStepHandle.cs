namespace Automation.Definitions;

/// <summary>What came of a step that may fail.</summary>
internal sealed class TriedStepHandle<TAction>(RuleIdentity rule, string node, BlockPlace place) : Handle(rule, node, place), ITriedStep<TAction>
    where TAction : class, IAction
{
    public override string Path => $"steps.{Node}.outcome";
}

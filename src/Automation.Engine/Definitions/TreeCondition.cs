using Automation.Conditions;

namespace Automation.Definitions;

/// <summary>A condition that is written in the rule as a tree of comparisons.</summary>
/// <param name="tree">The tree.</param>
internal sealed class TreeCondition(Condition tree) : ConditionBinding
{
    public Condition Tree => tree;

    public override string Text { get; } = ConditionText.Of(tree);

    /// <exception cref="ConditionException">A compared value is missing, or a pattern ran out of time: there is no answer.</exception>
    public override bool Evaluate(IRunScope scope, out string? explanation)
    {
        var values = new RunScopeValues(scope);
        var holds = tree.Evaluate(values);
        explanation = holds ? null : tree.Explain(values).Text;
        return holds;
    }
}

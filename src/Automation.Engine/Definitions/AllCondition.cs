namespace Automation.Definitions;

/// <summary>Several conditions of a gate (<c>When</c> repeated): all must hold, asked in order, until one does not.</summary>
internal sealed class AllCondition(IReadOnlyList<ConditionBinding> conditions) : ConditionBinding
{
    public IReadOnlyList<ConditionBinding> Conditions => conditions;

    public override string Text => string.Join(" and ", conditions.Select(condition => condition.Text));

    public override bool Evaluate(IRunScope scope, out string? explanation)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Evaluate(scope, out explanation))
            {
                explanation ??= condition.Text;
                return false;
            }
        }

        explanation = null;
        return true;
    }
}

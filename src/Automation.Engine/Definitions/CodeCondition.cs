namespace Automation.Definitions;

/// <summary>A condition that is a lambda.</summary>
/// <param name="text">The lambda's source text.</param>
/// <param name="evaluate">The lambda.</param>
internal sealed class CodeCondition(string text, Func<IRunScope, bool> evaluate) : ConditionBinding
{
    public override string Text => text;

    public override bool Evaluate(IRunScope scope, out string? explanation)
    {
        explanation = null;
        return evaluate(scope);
    }
}

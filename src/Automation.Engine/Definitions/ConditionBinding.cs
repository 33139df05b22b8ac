namespace Automation.Definitions;

/// <summary>How a gate or branch is decided: an operator tree, a lambda, a condition of the host's, or several of them.</summary>
internal abstract class ConditionBinding
{
    /// <summary>The condition in words, for verdicts: the lambda's source text, or the operator tree in short.</summary>
    public abstract string Text { get; }
}

namespace Automation.Definitions;

/// <summary>How a gate or branch is decided: an operator tree, a lambda, a condition of the host's, or several of them.</summary>
internal abstract class ConditionBinding
{
    /// <summary>The condition in words, for verdicts: the lambda's source text, or the operator tree in short.</summary>
    public abstract string Text { get; }

    /// <summary>Whether the condition holds. Not for a <see cref="HandlerCondition"/>, which is asked through its handler.</summary>
    /// <param name="scope">What is visible.</param>
    /// <param name="explanation">When false: what decided, and the values seen; null when the text says it all.</param>
    public abstract bool Evaluate(IRunScope scope, out string? explanation);
}

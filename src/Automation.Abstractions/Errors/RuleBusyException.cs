namespace Automation;

/// <summary>A rule was started by hand while it was busy, and it lets no further run wait; nothing was stored.</summary>
/// <remarks>Which rules do so is theirs to say: <c>GuardOptions.WhenBusy</c> and <c>GuardOptions.MaxQueued</c>.</remarks>
/// <param name="scope">The scope.</param>
/// <param name="rule">The rule.</param>
/// <param name="holder">The run that stands in the way; null when it ended just now.</param>
/// <param name="message">The same in a sentence.</param>
public sealed class RuleBusyException(string scope, string rule, RunId? holder, string message) : Exception(message)
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>The rule.</summary>
    public string Rule { get; } = rule;

    /// <summary>The run that stands in the way; null when it ended just now.</summary>
    public RunId? Holder { get; } = holder;
}

namespace Automation.Costing;

/// <summary>The most that a run costs.</summary>
/// <param name="Cost">In credits.</param>
/// <param name="Unread">What is counted with its most since the rule's own lambda or template failed, though all that it reads is known: a sentence that names the first. Null for nothing.</param>
internal readonly record struct CostEstimate(decimal Cost, string? Unread)
{
    /// <summary>A sentence about the cost, and behind it what may be the true reason.</summary>
    public string? Explain(string? sentence) => sentence is null || Unread is null ? sentence : $"{sentence} {Unread}";
}

namespace Automation.Diagnostics;

/// <summary>What is wrong with a loop that keeps the host at work.</summary>
/// <param name="Text">A sentence for people.</param>
/// <param name="HasEnded">Whether it ended against all expectation, and did not go well since; else its passes fail.</param>
/// <param name="Fault">The last fault.</param>
internal sealed record LoopTrouble(string Text, bool HasEnded, Exception Fault);

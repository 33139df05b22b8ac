namespace Automation.Definitions;

/// <summary>One branch of a parallel node.</summary>
internal sealed record ParallelBranch(string Name, Block Body);

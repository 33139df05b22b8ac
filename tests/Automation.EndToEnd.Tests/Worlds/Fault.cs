namespace Automation.EndToEnd.Worlds;

/// <summary>One fault of a plan.</summary>
/// <param name="At">The number of the write or read, counted from 1 over all lives of the process.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Write">Whether writes are counted, else reads; a read can only be the last that a process does.</param>
public sealed record Fault(int At, FaultKind Kind, bool Write = true);

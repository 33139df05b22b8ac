namespace Automation.EndToEnd.Running;

/// <summary>Tests that take all threads of the process: beside no others.</summary>
[CollectionDefinition(nameof(BlockedPool), DisableParallelization = true)]
public sealed class BlockedPool;

namespace Automation.Storage;

/// <summary>A chain has started as many runs as it may: the batch is sent again without the operations that would start more.</summary>
internal sealed class ChainFullException : BatchRefusedException;

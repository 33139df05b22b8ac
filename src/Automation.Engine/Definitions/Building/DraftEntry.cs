namespace Automation.Definitions;

/// <summary>What a draft has to say of its rule, in the order of writing: faults, and types that the host must know how to handle.</summary>
internal abstract record DraftEntry;

namespace Automation.Definitions.Json;

/// <summary>What a node is. Each has the key of its name.</summary>
internal enum NodeKind
{
    /// <summary>An action: the key is <c>type</c>.</summary>
    Type,
    If,
    Parallel,
    ForEach,
    Delay,
    DelayUntil,
    WaitFor,
    Stop,
    Fail,
}

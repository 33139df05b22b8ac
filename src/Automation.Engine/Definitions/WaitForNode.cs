namespace Automation.Definitions;

/// <summary>Waits for an event about a subject, accepted since the run began. Its output is the event's payload.</summary>
internal sealed class WaitForNode : Node
{
    /// <summary>The stored name of the event's type.</summary>
    public required string EventType { get; init; }

    /// <summary>Yields a string.</summary>
    public required ValueBinding Subject { get; init; }

    /// <summary>How long to wait from the moment the node is reached.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Which of the events counts; the event is visible as this node's output. Null: the first one. Never a HandlerCondition.</summary>
    public ConditionBinding? Where { get; init; }

    /// <summary>Runs when the event came; null for nothing.</summary>
    public Block? Received { get; init; }

    /// <summary>Runs when it did not; null: the time-out fails the node.</summary>
    public Block? TimedOut { get; init; }

    public override IReadOnlyList<Block> Blocks => [.. new[] { Received, TimedOut }.OfType<Block>()];
}

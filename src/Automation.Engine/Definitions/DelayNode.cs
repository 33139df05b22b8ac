namespace Automation.Definitions;

/// <summary>Waits for a span (<see cref="Until"/> false; the value is an ISO 8601 duration string) or until an instant (the value is an RFC 3339 string).</summary>
internal sealed class DelayNode : Node
{
    public required ValueBinding Value { get; init; }

    public required bool Until { get; init; }
}

namespace Automation.Definitions;

/// <summary>Ends the run: well (Stop), or as failed (Fail).</summary>
internal sealed class EndNode : Node
{
    public required bool Failed { get; init; }

    /// <summary>Yields a string.</summary>
    public required ValueBinding Reason { get; init; }
}

namespace Automation.Definitions.Json;

/// <summary>What a block is for.</summary>
internal enum BlockRole
{
    /// <summary>The rule.</summary>
    Body,
    Then,
    Else,

    /// <summary>A branch of a parallel node.</summary>
    Branch,

    /// <summary>The body of a loop.</summary>
    Do,
    Received,
    TimedOut,
    OnFailure,
}

namespace Automation;

/// <summary>For whom a source is asked, and from where. Immutable.</summary>
public sealed class PollContext
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The trigger's id inside the rule.</summary>
    public required string TriggerId { get; init; }

    /// <summary>How far the last poll came, as it said itself; null when none has said so yet. It stays when the rule is edited, and goes when it is deleted.</summary>
    public required string? Cursor { get; init; }

    /// <summary>
    /// Whether the trigger says something else than at the poll that went well last: it was edited, a parameter has another value, or its record has another member. A poller whose cursor
    /// means nothing for another mailbox or folder begins anew then.
    /// </summary>
    public bool IsEdited { get; init; }
}

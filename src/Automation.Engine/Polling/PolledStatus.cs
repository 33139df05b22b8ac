namespace Automation.Polling;

/// <summary>What became of an item that a poll found.</summary>
internal enum PolledStatus
{
    /// <summary>It is an event, with its verdicts.</summary>
    Accepted,

    /// <summary>It was found before.</summary>
    Known,

    /// <summary>The rule was stopped, or has no such trigger any more: nothing was stored, and the cursor stays before the item.</summary>
    Stopped,
}

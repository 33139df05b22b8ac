namespace Automation;

/// <summary>What a poll found.</summary>
/// <typeparam name="TPayload">What starts the rule.</typeparam>
public sealed class PollResult<TPayload>
{
    /// <summary>What is new, in the order in which it is accepted, 1000 at most: more is a failed poll, and nothing of it is accepted. None by default.</summary>
    public IReadOnlyList<PolledItem<TPayload>> Items { get; init; } = [];

    /// <summary>From where the next poll goes on, 8192 bytes of UTF-8 at most; null (the default) leaves it as it is. Stored in one transaction with the last item.</summary>
    public string? Cursor { get; init; }

    /// <summary>Whether the source has more already: then it is asked again at once, if this poll found something new or moved the cursor. False by default.</summary>
    public bool HasMore { get; init; }
}

namespace Automation;

/// <summary>More or fewer runs match than the caller expected; nothing was done to any of them.</summary>
/// <param name="expected">How many the caller expected.</param>
/// <param name="found">How many there are.</param>
public sealed class RunCountException(int expected, int found)
    : Exception($"{expected} runs were expected to match, and {found} do; nothing was done. Look at the list again, and pass the number that is there now.")
{
    /// <summary>How many the caller expected.</summary>
    public int Expected { get; } = expected;

    /// <summary>How many there are.</summary>
    public int Found { get; } = found;
}

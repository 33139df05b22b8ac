namespace Automation.Storage;

/// <summary>Which runs may not be worked on at the same time. At least one of the two numbers, or <see cref="Overlap"/>, is not null.</summary>
/// <remarks>
/// <para>A run with limits is worked on only while it holds a permit; as long as there is none it is <see cref="LiveState.Blocked"/>. It keeps its permit while a
/// claim, a crash, or a rest of up to <see cref="KeptFor"/> moves it, and gives it back when it ends, rests for longer, or waits for a person.</para>
/// <para>No committed state has more holders than the limit says. Permits go to waiting runs in the order of their ids, oldest first; a run that cannot have
/// both of its permits takes neither, so that nobody waits while holding what others could use.</para>
/// <para>Before it waits for a permit, a run with <see cref="Overlap"/> waits in <see cref="LiveState.Queued"/> until no other run has its key. It has the key until it ends, also
/// while it rests or waits for a person; then the oldest that waits for the key gets it. No committed state has two runs with one key that are not queued.
/// A queued run that is cancelled gives up its key, and is ready: it only ends.</para>
/// </remarks>
/// <param name="OfRule">Of the run's rule, in its scope; null for no limit.</param>
/// <param name="OfScope">Of all rules in its scope, among those runs that have this limit; null for no limit.</param>
public sealed record RunLimits(int? OfRule, int? OfScope)
{
    /// <summary>What no two runs of the rule in the scope are about at the same time, as an opaque key that may be empty; null: runs may be about the same.</summary>
    public string? Overlap { get; init; }

    /// <summary>How many runs may wait for the key, and how many for the rule's limit; null for any number. 0: none may wait.</summary>
    /// <remarks>
    /// When the key has this many runs and one more, or the rule's permits and those that wait for one are this many and <c>OfRule</c> more, the operation that would create another
    /// is answered <see cref="AcceptStatus.Busy"/>. Decided as what was committed before it stands, under the same lock as the permits.
    /// </remarks>
    public int? MaxQueued { get; init; }

    /// <summary>A rest that ends by itself within this time keeps the permit.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);
}

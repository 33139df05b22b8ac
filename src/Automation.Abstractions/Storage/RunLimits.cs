namespace Automation.Storage;

/// <summary>How many runs may be worked on at the same time. At least one of the two is not null.</summary>
/// <remarks>
/// <para>A run with limits is worked on only while it holds a permit; as long as there is none it is <see cref="LiveState.Blocked"/>. It keeps its permit while a
/// claim, a crash, or a rest of up to <see cref="KeptFor"/> moves it, and gives it back when it ends, rests for longer, or waits for a person.</para>
/// <para>No committed state has more holders than the limit says. Permits go to waiting runs in the order of their ids, oldest first; a run that cannot have
/// both of its permits takes neither, so that nobody waits while holding what others could use.</para>
/// </remarks>
/// <param name="OfRule">Of the run's rule, in its scope; null for no limit.</param>
/// <param name="OfScope">Of all rules in its scope, among those runs that have this limit; null for no limit.</param>
public sealed record RunLimits(int? OfRule, int? OfScope)
{
    /// <summary>A rest that ends by itself within this time keeps the permit.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);
}

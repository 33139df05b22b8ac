namespace Automation.Scheduling;

/// <summary>When something recurs.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
internal abstract class Recurrence
{
    /// <summary>Whether it follows the wall clock of a zone.</summary>
    public virtual bool FollowsZone => false;

    /// <summary>Whether it names times of the wall clock, each of which comes once, whatever clocks do.</summary>
    public virtual bool IsFixed => false;

    /// <summary>The first instant that is strictly later, UTC; null when there is none any more.</summary>
    public abstract DateTime? Next(DateTime after);

    /// <summary>What the change of clocks has to do with a due instant, as a sentence; mostly null.</summary>
    /// <param name="due">An instant that <see cref="Next"/> yielded.</param>
    public virtual string? Note(DateTime due) => null;
}

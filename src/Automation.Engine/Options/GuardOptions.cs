namespace Automation;

/// <summary>The limits of a rule. Part of the rule's form. This version enforces <see cref="MaxRunsPerScope"/>; it records and shows the others, and warns at start-up that it does not enforce them.</summary>
public sealed record GuardOptions
{
    /// <summary>How long a subject must be quiet before the last event runs.</summary>
    /// <value>Null, the default: every event at once.</value>
    public TimeSpan? Debounce { get; init; }

    /// <summary>How many runs of the rule all hosts together work on at the same time in a scope. Others wait, and start in the order in which they were accepted.</summary>
    /// <value>Null, the default: no limit.</value>
    /// <remarks>A run that rests for longer than 30 seconds gives its place to another, and waits for one again when it wakes. Lowering the limit stops starts, not runs.</remarks>
    public int? MaxRunsPerScope { get; init; }

    /// <summary>What happens to an event when the limit is reached.</summary>
    /// <value>The default is <see cref="Automation.WhenBusy.Queue"/>.</value>
    public WhenBusy WhenBusy { get; init; } = WhenBusy.Queue;

    /// <summary>Whether the rule runs in a scope only after the scope opted in.</summary>
    /// <value>The default is false.</value>
    public bool OptIn { get; init; }
}

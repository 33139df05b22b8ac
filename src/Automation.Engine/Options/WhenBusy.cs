namespace Automation;

/// <summary>What happens to an event when a rule's limit is reached. The names are stored.</summary>
public enum WhenBusy
{
    /// <summary>Its run waits.</summary>
    Queue = 1,

    /// <summary>There is no run; the verdict says so.</summary>
    Skip = 2,

    /// <summary>The running one is cancelled, and this one follows.</summary>
    Replace = 3,

    /// <summary>There is no limit.</summary>
    Parallel = 4,
}

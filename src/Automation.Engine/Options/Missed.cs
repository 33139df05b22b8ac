namespace Automation;

/// <summary>What happens to occurrences that came due while no host was running. The names are stored.</summary>
public enum Missed
{
    /// <summary>They are passed over.</summary>
    Skip = 1,

    /// <summary>One run stands for all of them.</summary>
    RunOnce = 2,

    /// <summary>Each has its run, oldest first, up to a cap.</summary>
    RunAll = 3,
}

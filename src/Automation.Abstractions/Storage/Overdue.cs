namespace Automation.Storage;

/// <summary>How long a run may wait to be taken before a diagnosis names it. One place, so that all stores agree.</summary>
public static class Overdue
{
    /// <summary>A run that is ready, or whose instant has come, while a node has nothing to do: 5 seconds.</summary>
    public static readonly TimeSpan Ready = TimeSpan.FromSeconds(5);

    /// <summary>A run that needs what no node has: 5 minutes.</summary>
    public static readonly TimeSpan Needed = TimeSpan.FromMinutes(5);
}

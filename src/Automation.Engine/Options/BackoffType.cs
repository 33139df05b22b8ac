namespace Automation;

/// <summary>How the wait between two tries grows. The names are stored.</summary>
public enum BackoffType
{
    /// <summary>Always the same wait.</summary>
    Fixed = 1,

    /// <summary>Twice the wait before.</summary>
    Exponential = 2,
}

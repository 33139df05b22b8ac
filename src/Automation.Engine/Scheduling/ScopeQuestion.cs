namespace Automation.Scheduling;

/// <summary>A question about a scope that the host's directory is asked.</summary>
internal sealed class ScopeQuestion
{
    /// <summary>Ends with the question, or when it has lasted so long that nobody waits for it who can do without.</summary>
    public TaskCompletionSource Soon { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the question: null when it was answered, or why it was not.</summary>
    public TaskCompletionSource<Exception?> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOver => End.Task.IsCompleted;
}

namespace Automation.Storage;

/// <summary>How a live state is shown.</summary>
public static class LiveStateExtensions
{
    /// <summary>The status that people see for a live state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The state is none of <see cref="LiveState"/>.</exception>
    public static RunStatus ToRunStatus(this LiveState state) => state switch
    {
        LiveState.Ready or LiveState.Probation => RunStatus.Ready,
        LiveState.Owned => RunStatus.Running,
        LiveState.Timer or LiveState.Idle => RunStatus.Waiting,
        LiveState.Blocked or LiveState.Queued => RunStatus.Blocked,
        LiveState.Parked => RunStatus.Parked,
        LiveState.Quarantined => RunStatus.Quarantined,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, $"The live state {(int)state} has no status."),
    };
}

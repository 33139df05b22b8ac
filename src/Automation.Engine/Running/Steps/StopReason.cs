namespace Automation.Running.Steps;

/// <summary>Why a try was told to stop.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The run ends, or is cancelled: the outcome is still recorded.</summary>
    RunEnds,

    /// <summary>Another branch or item of the same block failed, so that the flow no longer needs the step: the outcome is still recorded.</summary>
    BlockFailed,

    /// <summary>The host stops: nothing is recorded, and the try is made again elsewhere.</summary>
    HostStops,

    /// <summary>The node lost the run: nothing may be recorded.</summary>
    LeaseLost,

    /// <summary>It took longer than its timeout.</summary>
    TimedOut,
}

namespace Automation.Storage;

/// <summary>What becomes of a run whose owner died, or gave it back. One table, so that all stores agree.</summary>
/// <remarks>Isolate before accusing: the first rescue costs nothing, later ones run among few, then alone, and only a death while alone is held against the run.</remarks>
public static class Rescue
{
    /// <summary>From this many rescues on, a run is claimed a few at a time.</summary>
    public const int Probation = 2;

    /// <summary>From this many rescues on, a run is claimed alone.</summary>
    public const int Alone = 3;

    /// <summary>From this many rescues on, nothing runs it until somebody acts.</summary>
    public const int Quarantine = 4;

    /// <summary>What a quarantined run needs, in words.</summary>
    public const string QuarantineReason =
        "Its process died four times while this run was worked on, the last time with no other run beside it. Cancel the run, or release it to let it try again.";

    /// <summary>The state of a run that was just taken from a dead owner.</summary>
    /// <param name="rescues">How often that has happened, this time included.</param>
    public static LiveState Charged(int rescues) => rescues switch
    {
        < Probation => LiveState.Ready,
        < Quarantine => LiveState.Probation,
        _ => LiveState.Quarantined,
    };

    /// <summary>The state of a run that its living owner gave back: ready, or in probation when it came from there.</summary>
    /// <param name="rescues">How often its owner died so far.</param>
    public static LiveState Uncharged(int rescues) => rescues < Probation ? LiveState.Ready : LiveState.Probation;
}

namespace Automation.Storage;

/// <summary>What stores and the engine agree on about overridden subjects.</summary>
public static class SubjectOverrides
{
    /// <summary>How many subjects of a scope may be overridden at a time: all of them come with the scope's rules.</summary>
    public const int MaxPerScope = 10_000;

    /// <summary>The <see cref="RunTransition.Hold.Need"/> of a run that is held because its subject is overridden. No host has it: releasing the subject takes the run up again.</summary>
    public const string Need = RunTransition.Hold.OfTimeOrPeople + "override";

    /// <summary>The key of the signal that each live run about an overridden subject has.</summary>
    public static SignalKey Pause { get; } = new(new StepPath(""), SignalKind.Pause, "");

    /// <summary>The key of the signal that tells an owner that it may go on.</summary>
    public static SignalKey Resume { get; } = new(new StepPath(""), SignalKind.Release, "override");
}

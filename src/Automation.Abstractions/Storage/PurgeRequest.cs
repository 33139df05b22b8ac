namespace Automation.Storage;

/// <summary>One chunk of a scope's history that is to be deleted.</summary>
public sealed record PurgeRequest
{
    /// <summary>How much earlier than the oldest live run's id an event may say it was accepted, and still have been accepted after the run: clocks of hosts differ.</summary>
    public static TimeSpan ClockSkew { get; } = TimeSpan.FromHours(1);

    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>Runs that succeeded before this instant; null for none.</summary>
    public DateTimeOffset? SucceededBefore { get; init; }

    /// <summary>Runs that failed before this instant; null for none.</summary>
    public DateTimeOffset? FailedBefore { get; init; }

    /// <summary>Runs that were cancelled before this instant; null for none.</summary>
    public DateTimeOffset? CancelledBefore { get; init; }

    /// <summary>Events that were accepted before this instant and that nothing needs; null for none.</summary>
    public DateTimeOffset? EventsBefore { get; init; }

    /// <summary>Suggestions that were closed, and last proposed, before this instant; null for none.</summary>
    public DateTimeOffset? SuggestionsBefore { get; init; }

    /// <summary>Where the last chunk ended, <see cref="PurgeChunk.Next"/>; null for the first.</summary>
    public PurgeCursor? After { get; init; }

    /// <summary>About how many rows are deleted at most, and how many events are looked at; 1 or more.</summary>
    public required int Limit { get; init; }

    /// <summary>The outcomes whose runs are to be deleted, each with its instant.</summary>
    public IEnumerable<(RunStatus Status, DateTimeOffset Before)> Runs()
    {
        if (SucceededBefore is { } succeeded)
        {
            yield return (RunStatus.Succeeded, succeeded);
        }

        if (FailedBefore is { } failed)
        {
            yield return (RunStatus.Failed, failed);
        }

        if (CancelledBefore is { } cancelled)
        {
            yield return (RunStatus.Cancelled, cancelled);
        }
    }
}

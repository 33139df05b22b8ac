using Microsoft.Extensions.Logging;

namespace Automation;

/// <summary>What a handler knows of the step that it works for, and how it reports back.</summary>
/// <remarks>Valid during the call only. Thread-safe.</remarks>
public abstract class StepContext
{
    /// <summary>The run.</summary>
    public abstract RunId RunId { get; }

    /// <summary>The scope that the run belongs to.</summary>
    public abstract string Scope { get; }

    /// <summary>The rule.</summary>
    public abstract string Rule { get; }

    /// <summary>The step, with its loop indexes.</summary>
    public abstract StepPath Path { get; }

    /// <summary>What the run is about; null when about nothing in particular.</summary>
    public abstract string? Subject { get; }

    /// <summary>The try, counted from 1. A try that a crash interrupted is called again under the same number.</summary>
    public abstract int Attempt { get; }

    /// <summary>Stable over retries, restarts and nodes; differs between runs, steps and loop items. Send it as <c>Idempotency-Key</c>.</summary>
    public string IdempotencyKey => $"{RunId}/{Path}";

    /// <summary>How often this run was claimed; rises for ever. Other stores can fence with it: a write with a lower number is stale.</summary>
    public abstract long ClaimNumber { get; }

    /// <summary>Completes this try from elsewhere; only for <see cref="IDeferredActionHandler{TAction}"/>.</summary>
    public CompletionToken CompletionToken => new(RunId, Path, Attempt);

    /// <summary>Reports how far the work is. Stored at most about once a second, and shown with the run.</summary>
    /// <param name="percent">0 to 100.</param>
    /// <param name="phase">What is being done, in a few words; may be null.</param>
    public abstract void ReportProgress(double percent, string? phase = null);

    /// <summary>Adds a line to the step's log in the run history. Stored about once a second, and with the step's outcome.</summary>
    /// <remarks>At most 1,000 lines a try are kept, each cut at 8,192 characters.</remarks>
    public abstract void Log(string message, LogLevel level = LogLevel.Information);

    /// <summary>Records the id of a job that this step created elsewhere; stored with the outcome.</summary>
    public abstract void AddJob(JobId job);

    /// <summary>Publishes an event caused by this run, in the run's scope.</summary>
    /// <remarks>Without a key in <paramref name="options"/>, the n-th event of this step is accepted once, whatever the number of tries.</remarks>
    public abstract Task<PublishResult> PublishAsync<TEvent>(TEvent @event, PublishOptions? options = null, CancellationToken cancellationToken = default)
        where TEvent : class;
}

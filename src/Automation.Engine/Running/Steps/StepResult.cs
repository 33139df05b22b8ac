using System.Text.Json;

namespace Automation.Running.Steps;

/// <summary>What came of one try.</summary>
internal sealed class StepResult
{
    public required StepFlight Flight { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The result; undefined when there is none.</summary>
    public JsonElement Output { get; init; }

    /// <summary>Null when the try succeeded.</summary>
    public StepError? Error { get; init; }

    /// <summary>Whether the step's retry policy applies to the error.</summary>
    public bool MayRetry { get; init; } = true;

    /// <summary>Nothing may be recorded: the host stops, or the run is no longer ours.</summary>
    public bool Interrupted { get; init; }

    /// <summary>The action or condition is not known to this host: the run waits for one that knows it.</summary>
    public string? MissingHandler { get; init; }

    /// <summary>The name of what is missing then.</summary>
    public string? Need { get; init; }

    /// <summary>Whether the work goes on elsewhere.</summary>
    public bool Deferred { get; init; }

    /// <summary>What the handler did in a transaction of the host, to be committed with the outcome; null for none. Only with a success.</summary>
    public StepTransaction? Transaction { get; init; }

    public IReadOnlyList<JobId> Jobs { get; init; } = [];
}

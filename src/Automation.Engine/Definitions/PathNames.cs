namespace Automation.Definitions;

/// <summary>The names in paths that are ours, below the roots. They stand in stored rules: never rename one.</summary>
internal static class PathNames
{
    public const string Data = "data";
    public const string Kind = "kind";
    public const string Id = "id";
    public const string At = "at";
    public const string EventId = "eventId";

    public const string Output = "output";
    public const string Outcome = "outcome";
    public const string Succeeded = "succeeded";
    public const string Result = "result";
    public const string Error = "error";

    public const string Code = "code";
    public const string Message = "message";
    public const string StepId = "stepId";

    /// <summary>Below <c>trigger</c>.</summary>
    public static readonly string[] OfTrigger = [Data, Kind, Id, At, EventId];

    /// <summary>Below <c>steps.ID.outcome</c>.</summary>
    public static readonly string[] OfOutcome = [Succeeded, Result, Error];

    /// <summary>Below <c>failure</c> and <c>steps.ID.outcome.error</c>.</summary>
    public static readonly string[] OfError = [Code, Message, StepId];
}

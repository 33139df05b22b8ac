namespace Automation.EndToEnd.Models;

/// <summary>A run as the model sees it.</summary>
internal sealed class ModelRun(string rule, string subject, RunStatus status, DateTimeOffset? due)
{
    public string Rule => rule;

    public string Subject => subject;

    public RunStatus Status { get; set; } = status;

    /// <summary>When it goes on by itself.</summary>
    public DateTimeOffset? Due => due;

    public override string ToString() => $"{rule}/{subject}: {Status}";
}

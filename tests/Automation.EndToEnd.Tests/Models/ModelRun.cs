namespace Automation.EndToEnd.Models;

/// <summary>A run as the model sees it.</summary>
internal sealed class ModelRun(string rule, string subject, RunStatus status, DateTimeOffset? due)
{
    public string Rule => rule;

    public string Subject => subject;

    public RunStatus Status { get; set; } = status;

    public bool Lives => Status is RunStatus.Waiting or RunStatus.Blocked or RunStatus.Parked;

    /// <summary>Whether its first step was called, if it has one that ends elsewhere.</summary>
    public bool HasBegun => Due is not null;

    /// <summary>When it goes on by itself; null before it begins.</summary>
    public DateTimeOffset? Due { get; set; } = due;

    public override string ToString() => $"{rule}/{subject}: {Status}";
}

using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>A step that is to run, waits for its next try, or was handed to a job elsewhere.</summary>
internal sealed class StepWork(Frame frame, StepNode node, string path, JsonElement config) : Work(frame, node, path)
{
    public StepNode Step => (StepNode)Node;

    /// <summary>The recorded input; undefined for code in place.</summary>
    public JsonElement Config { get; } = config;

    /// <summary>The try that is to run or runs, counted from 1.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>The try that a committed start mark names; 0 when none does.</summary>
    public int MarkedAttempt { get; set; }

    /// <summary>When the marked try started.</summary>
    public DateTimeOffset MarkedAt { get; set; }

    /// <summary>The try that was handed to a job elsewhere; 0 when none was.</summary>
    public int DeferredAttempt { get; set; }

    /// <summary>When the deferred try started.</summary>
    public DateTimeOffset DeferredAt { get; set; }
}

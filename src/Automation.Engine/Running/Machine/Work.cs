using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>Something that a run cannot go on without: a step to run, a condition to ask, an instant or an event to wait for.</summary>
/// <remarks>Belongs to one machine; the driver adds what it knows (whether a task is in flight) beside it, not in it.</remarks>
internal abstract class Work(Frame frame, Node node, string path)
{
    public Frame Frame { get; } = frame;

    public Node Node { get; } = node;

    public string Path { get; } = path;

    /// <summary>When something happens by itself: a delay is over, a wait or deferred try times out, the next try may start. Null: nothing does.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Whether the flow no longer cares: nothing new may start; what is in flight is still recorded.</summary>
    public bool Abandoned { get; set; }
}

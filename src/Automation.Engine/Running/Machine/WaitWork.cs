using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>An event to wait for.</summary>
internal sealed class WaitWork(Frame frame, WaitForNode node, string path, string subject) : Work(frame, node, path)
{
    public WaitForNode Wait => (WaitForNode)Node;

    public string Subject { get; } = subject;
}

using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>An instant to wait for.</summary>
internal sealed class DelayWork(Frame frame, DelayNode node, string path) : Work(frame, node, path);

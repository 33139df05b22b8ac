using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>A condition of the host's that is to be asked.</summary>
internal sealed class ConditionWork(Frame frame, IfNode node, string path, HandlerCondition condition, JsonElement config) : Work(frame, node, path)
{
    public HandlerCondition Condition { get; } = condition;

    public JsonElement Config { get; } = config;
}

using System.Text.Json;
using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Writes blocks and their nodes.</summary>
internal static class BlockJsonWriter
{
    /// <summary>Writes a block's members into the object that is open: of the rule, or of the block itself.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Block block)
    {
        json.WritePropertyName(RuleMembers.Steps);
        WriteNodes(json, block);
        BindingJsonWriter.Write(json, RuleMembers.Output, block.Output);
        Write(json, RuleMembers.OnFailure, block.OnFailure);
    }

    // A block that is nothing but its nodes is written as the array of them.
    private static void Write(Utf8JsonWriter json, string member, Block? block)
    {
        if (block is null)
        {
            return;
        }

        json.WritePropertyName(member);
        if (block is { Output: null, OnFailure: null })
        {
            WriteNodes(json, block);
            return;
        }

        json.WriteStartObject();
        WriteMembers(json, block);
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json, Block block)
    {
        json.WriteStartArray();
        foreach (var node in block.Nodes)
        {
            json.WriteStartObject();
            if (node is not EndNode)
            {
                json.WriteString(RuleMembers.Id, node.Id);
            }

            WriteNode(json, node);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNode(Utf8JsonWriter json, Node node)
    {
        switch (node)
        {
            case StepNode step:
                WriteStep(json, step);
                break;
            case IfNode branch:
                ConditionJsonWriter.Write(json, RuleMembers.If, branch.Condition);
                Write(json, RuleMembers.Then, branch.Then);
                Write(json, RuleMembers.Else, branch.Else);
                break;
            case ParallelNode parallel:
                WriteParallel(json, parallel);
                break;
            case ForEachNode loop:
                BindingJsonWriter.Write(json, RuleMembers.ForEach, loop.Items);
                OptionsJsonWriter.WriteLoop(json, loop.Options);
                Write(json, RuleMembers.Do, loop.Body);
                break;
            case DelayNode delay:
                BindingJsonWriter.Write(json, delay.Until ? RuleMembers.DelayUntil : RuleMembers.Delay, delay.Value);
                break;
            case WaitForNode wait:
                WriteWait(json, wait);
                break;
            case EndNode end:
                BindingJsonWriter.Write(json, end.Failed ? RuleMembers.Fail : RuleMembers.Stop, end.Reason);
                break;
            default:
                throw new InvalidOperationException($"Automation bug: a node of kind {node.GetType().Name} has no form in JSON.");
        }
    }

    private static void WriteStep(Utf8JsonWriter json, StepNode step)
    {
        if (step.Action == StepNode.CodeAction)
        {
            json.WriteString(RuleMembers.CodeText, step.CodeText ?? "");
        }
        else
        {
            json.WriteString(RuleMembers.Type, step.Action);
        }

        BindingJsonWriter.WriteConfig(json, step.Config);
        if (step.Tried)
        {
            json.WriteBoolean(RuleMembers.Try, true);
        }

        OptionsJsonWriter.WriteStep(json, step.Options);
    }

    private static void WriteParallel(Utf8JsonWriter json, ParallelNode parallel)
    {
        json.WriteStartObject(RuleMembers.Parallel);
        foreach (var branch in parallel.Branches)
        {
            Write(json, branch.Name, branch.Body);
        }

        json.WriteEndObject();
    }

    private static void WriteWait(Utf8JsonWriter json, WaitForNode wait)
    {
        json.WriteStartObject(RuleMembers.WaitFor);
        json.WriteString(RuleMembers.Event, wait.EventType);
        BindingJsonWriter.Write(json, RuleMembers.Subject, wait.Subject);
        json.WriteString(RuleMembers.Timeout, IsoDuration.Write(wait.Timeout));
        ConditionJsonWriter.Write(json, RuleMembers.Where, wait.Where);
        json.WriteEndObject();
        Write(json, RuleMembers.Received, wait.Received);
        Write(json, RuleMembers.TimedOut, wait.TimedOut);
    }
}

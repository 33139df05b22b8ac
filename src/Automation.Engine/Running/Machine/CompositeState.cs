using System.Text.Json;
using Automation.Definitions;

namespace Automation.Running.Machine;

/// <summary>An active node that has blocks of its own.</summary>
internal sealed class CompositeState(Frame frame, Node node, string path)
{
    /// <summary>The block that the node stands in.</summary>
    public Frame Frame { get; } = frame;

    public Node Node { get; } = node;

    public string Path { get; } = path;

    /// <summary>The blocks in progress.</summary>
    public List<Frame> Active { get; } = [];

    /// <summary>Per branch or item: the block's output; undefined for none.</summary>
    public JsonElement[] Outputs { get; init; } = [];

    /// <summary>The items of a loop; undefined for other nodes.</summary>
    public JsonElement Items { get; init; }

    /// <summary>The next item of a loop to start.</summary>
    public int NextItem { get; set; }

    /// <summary>The first failure of a block; then the rest is abandoned.</summary>
    public StepError? Failure { get; set; }
}

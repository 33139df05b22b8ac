using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>A place of a rule that reads values: what can be read there.</summary>
internal sealed class PathPlace
{
    private static readonly ValueRoot[] BeforeRun = [ValueRoot.Input, ValueRoot.Parameters, ValueRoot.Scope, ValueRoot.Trigger];
    private static readonly ValueRoot[] InRun = [.. BeforeRun, ValueRoot.Steps, ValueRoot.Items, ValueRoot.Failure];

    private PathPlace(string words, ValueRoot[] roots) => (Words, Roots) = (words, roots);

    /// <summary>The place for messages, as the beginning of a sentence: <c>step 'use'</c>.</summary>
    public string Words { get; }

    /// <summary>The roots that there are here.</summary>
    public IReadOnlyList<ValueRoot> Roots { get; }

    /// <summary>The block; null before a run.</summary>
    public OutlineBlock? Block { get; private init; }

    /// <summary>How many nodes of the block are done when this place is reached.</summary>
    public int Limit { get; private init; }

    /// <summary>The node that the place belongs to; null for a block's output.</summary>
    public OutlineNode? Node { get; private init; }

    /// <summary>The type of the event that alone is seen here; null where those of all triggers are.</summary>
    public string? Event { get; private init; }

    /// <summary>The node's own result is visible: the event that <c>where</c> judges.</summary>
    public bool SeesItself { get; private init; }

    public static PathPlace Conditions { get; } = new("the condition", BeforeRun);

    public static PathPlace Subject { get; } = new("the subject", BeforeRun);

    public static PathPlace TriggerInput(string id, string? @event) => new($"the input of trigger '{id}'", BeforeRun) { Event = @event };

    public static PathPlace TriggerWhere(string id, string? @event) => new($"'where' of trigger '{id}'", [ValueRoot.Trigger, ValueRoot.Parameters, ValueRoot.Scope]) { Event = @event };

    public static PathPlace TriggerConfig(string id) => new($"the config of trigger '{id}'", [ValueRoot.Parameters, ValueRoot.Scope]);

    public static PathPlace Of(OutlineNode node) =>
        new(NodeWords(node), InRun) { Block = node.Block, Limit = node.Index, Node = node };

    public static PathPlace Where(OutlineNode node) =>
        new(NodeWords(node), InRun) { Block = node.Block, Limit = node.Index, Node = node, SeesItself = true };

    public static PathPlace OutputOf(OutlineBlock block) =>
        new($"the output of {block.Words}", InRun) { Block = block, Limit = block.Nodes.Count };

    private static string NodeWords(OutlineNode node) => node.Id is { } id ? $"step '{id}'"
        : node.Kind is { } kind ? $"'{NodeKinds.Key(kind)}' in {node.Block.Words}"
        : $"a step in {node.Block.Words}";
}

using System.Collections.Frozen;
using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>The key of each kind of node, and the members that stand beside it.</summary>
internal static class NodeKinds
{
    private static readonly FrozenDictionary<NodeKind, string> Keys = Enum.GetValues<NodeKind>().ToFrozenDictionary(kind => kind, RuleWords.Of);

    private static readonly FrozenDictionary<NodeKind, string[]> MembersOf = new Dictionary<NodeKind, string[]>
    {
        [NodeKind.Type] =
        [
            RuleMembers.Id, RuleMembers.Type, RuleMembers.Config, RuleMembers.Try, RuleMembers.Retry, RuleMembers.Timeout, RuleMembers.Delivery,
            RuleMembers.RunOn,
        ],
        [NodeKind.If] = [RuleMembers.Id, RuleMembers.If, RuleMembers.Then, RuleMembers.Else],
        [NodeKind.Parallel] = [RuleMembers.Id, RuleMembers.Parallel],
        [NodeKind.ForEach] = [RuleMembers.Id, RuleMembers.ForEach, RuleMembers.MaxParallel, RuleMembers.MaxItems, RuleMembers.Do],
        [NodeKind.Delay] = [RuleMembers.Id, RuleMembers.Delay],
        [NodeKind.DelayUntil] = [RuleMembers.Id, RuleMembers.DelayUntil],
        [NodeKind.WaitFor] = [RuleMembers.Id, RuleMembers.WaitFor, RuleMembers.Received, RuleMembers.TimedOut],
        [NodeKind.Stop] = [RuleMembers.Stop],
        [NodeKind.Fail] = [RuleMembers.Fail],
    }.ToFrozenDictionary();

    /// <summary>All keys, to list them in a message.</summary>
    public static string Listed { get; } = string.Join(", ", Enum.GetValues<NodeKind>().Select(Key));

    public static string Key(NodeKind kind) => Keys[kind];

    /// <summary>The members that a node of a kind may have, its key included.</summary>
    public static ReadOnlySpan<string> Members(NodeKind kind) => MembersOf[kind];

    /// <summary>Stop and Fail.</summary>
    public static bool IsEnd(NodeKind kind) => kind is NodeKind.Stop or NodeKind.Fail;

    /// <summary>Every kind whose key the node has, in the order written; one when the node is sound.</summary>
    public static IReadOnlyList<NodeKind> Of(JsonElement node) => node.ValueKind != JsonValueKind.Object
        ? []
        :
        [
            .. node.EnumerateObject()
                .SelectMany(member => Keys.Where(key => key.Value == member.Name).Select(key => key.Key)),
        ];
}

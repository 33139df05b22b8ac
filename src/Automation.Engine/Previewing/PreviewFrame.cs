using System.Text.Json;

namespace Automation.Previewing;

/// <summary>A place in loops and OnFailure blocks.</summary>
/// <param name="Outer">What is around it; null for the body of the rule.</param>
/// <param name="Loop">The id of the innermost loop; null outside of loops.</param>
/// <param name="Item">Its item; undefined when it is not known.</param>
/// <param name="Index">The item's index in paths.</param>
/// <param name="DependsOn">For an unknown item: the ids of the steps that it depends on.</param>
internal sealed record PreviewFrame(PreviewFrame? Outer, string? Loop, JsonElement Item, string Index, IReadOnlyList<string> DependsOn)
{
    public static PreviewFrame Body { get; } = new(null, null, default, "", []);

    /// <summary>The failure that the enclosing OnFailure block handles; null outside of one.</summary>
    public StepError? Failure { get; init; }

    public IEnumerable<string> Indexes => Outer is null ? [] : [.. Outer.Indexes, .. Loop is null ? Array.Empty<string>() : [Index]];

    /// <summary>The path of a node that stands in the outermost <paramref name="depth"/> loops of this place.</summary>
    public string PathOf(string nodeId, int depth) => string.Join('/', Indexes.Take(depth).Prepend(nodeId));
}

namespace Automation.Definitions;

/// <summary>A block in words, for messages.</summary>
/// <param name="Name">Its name; empty for the body of the rule.</param>
/// <param name="Kind">What it is.</param>
internal sealed record BlockPlace(string Name, BlockKind Kind)
{
    public static readonly BlockPlace Body = new("", BlockKind.Body);

    /// <summary>The block, to stand in a sentence: <c>branch 'large.then'</c>.</summary>
    public string Words => Kind switch
    {
        BlockKind.Body => "the body of the rule",
        BlockKind.Branch => $"branch '{Name}'",
        BlockKind.Loop => $"loop '{Name}'",
        _ => $"block '{Name}'",
    };

    /// <summary>Why a result from here is not there elsewhere, and the way out; the rest of a sentence about the step.</summary>
    public string Absence => Kind switch
    {
        BlockKind.Body => "which did not run. Use TryGet where it may not have run.",
        BlockKind.Branch => $"which did not run: it stands in {Words}. Return it from the branch, or use TryGet.",
        BlockKind.Loop => $"which runs once for each item: it stands in {Words}. Return it from the loop, and read the list with Collect.",
        _ => $"which did not run: it stands in {Words}. Use TryGet.",
    };
}

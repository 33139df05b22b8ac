using Automation.Definitions;

namespace Automation;

/// <summary>The end of a block by <c>Return</c>: nothing follows it, and its value is the block's.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class BlockResult<T>
{
    internal BlockResult(BlockDraft block) => Block = block;

    internal BlockDraft Block { get; }
}

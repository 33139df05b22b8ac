using Automation.Definitions;

namespace Automation;

/// <content>Writing the blocks inside a node.</content>
public partial class Block<TInput>
{
    // A block that must do something, and whose value nobody takes.
    private Block WriteSteps(string name, Action<Block<TInput>> write, string? useInstead, BlockKind kind = BlockKind.Branch)
    {
        var block = Write(name, kind, write);
        Draft.CheckIsDropped(block, useInstead);
        Draft.CheckHasSteps(block);
        return block.Build();
    }

    // A block that may be empty, and whose value nobody takes.
    private Block WriteOptional(string name, Action<Block<TInput>> write)
    {
        var block = Write(name, BlockKind.Branch, write);
        Draft.CheckIsDropped(block, useInstead: null);
        return block.Build();
    }

    // A block that must return a value of its own.
    private Block WriteValue<T>(string name, Func<Block<TInput>, BlockResult<T>> write, BlockKind kind = BlockKind.Branch)
    {
        ArgumentNullException.ThrowIfNull(write);
        BlockResult<T>? result = null;
        var block = Write(name, kind, inner => result = write(inner));
        if (result?.Block != block && !block.Missed)
        {
            Draft.Fault($"{block.Words} does not return a value of its own. End it with Return.");
        }

        return block.Build();
    }

    private BlockDraft Write(string name, BlockKind kind, Action<Block<TInput>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return Draft.Write(new BlockPlace(name, kind), block => write(new Block<TInput>(Draft, block)));
    }
}

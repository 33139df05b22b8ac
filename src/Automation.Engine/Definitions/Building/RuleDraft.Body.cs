namespace Automation.Definitions;

/// <content>Blocks and nodes.</content>
internal sealed partial class RuleDraft
{
    private readonly Stack<BlockDraft> _open = new();

    /// <summary>The body of the rule.</summary>
    public BlockDraft Body { get; } = new(BlockPlace.Body);

    private BlockDraft Current => _open.TryPeek(out var block) ? block : Body;

    /// <summary>Checks that a node may stand here under this id. To be called before the node's own blocks are written.</summary>
    public void BeginNode(BlockDraft block, string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        BeginPart(block, $"step '{id}'");
        if (!NameRules.IsId(id))
        {
            Fault($"the step id '{id}' is not allowed. {NameRules.IdRule}");
        }
        else if (!_ids.Add(id))
        {
            Fault($"two steps have the id '{id}'. Ids are unique in the whole rule, branches included.");
        }
    }

    /// <summary>Checks that a block ends here.</summary>
    /// <param name="block">The block.</param>
    /// <param name="end">The member: <c>Return</c>, <c>Stop</c> or <c>Fail</c>.</param>
    public void BeginEnd(BlockDraft block, string end)
    {
        CheckPlace(block, end);
        block.End ??= end;
        _lastNode ??= end;
    }

    /// <summary>Checks that OnFailure stands here, once.</summary>
    public void BeginFailureHandler(BlockDraft block) => BeginPart(block, "OnFailure");

    /// <summary>Writes a block inside a node.</summary>
    /// <param name="place">The block's name and kind.</param>
    /// <param name="write">Writes it.</param>
    public BlockDraft Write(BlockPlace place, Action<BlockDraft> write)
    {
        var block = new BlockDraft(place);
        _open.Push(block);
        write(block);
        _open.Pop();
        block.Closed = true;
        return block;
    }

    /// <summary>Notes when a block does nothing.</summary>
    public void CheckHasSteps(BlockDraft block)
    {
        if (block is { Count: 0, Output: null, Missed: false })
        {
            Fault($"block '{block.Name}' has no steps.");
        }
    }

    /// <summary>Notes when a block returns a value to a node that takes none.</summary>
    /// <param name="block">The block.</param>
    /// <param name="useInstead">The member that takes values; null when there is none.</param>
    public void CheckIsDropped(BlockDraft block, string? useInstead)
    {
        if (block.Output is not null)
        {
            var way = useInstead is null ? "Remove Return." : $"Use {useInstead}, or remove Return.";
            Fault($"{block.Words} returns a value that nobody takes. {way}");
        }
    }

    private void BeginPart(BlockDraft block, string what)
    {
        CheckPlace(block, what);
        if (block.OnFailure is not null)
        {
            Fault($"{what} comes after OnFailure in {block.Words}. OnFailure is about the whole block, and only Return, Stop or Fail follow it.");
        }

        _lastNode = what;
    }

    private void CheckPlace(BlockDraft block, string what)
    {
        RefuseWhenClosed();
        if (block.Closed)
        {
            Fault($"{what} was added to {block.Words} after its lambda had returned. Add it inside of the lambda.");
        }
        else if (block != Current)
        {
            Current.Missed = true;
            Fault($"{what} was added to {block.Words} inside {Current.Words}. Add it to the block that the lambda was given.");
        }
        else if (block.End is not null)
        {
            Fault($"{what} comes after {block.End} in {block.Words}. Nothing follows the end of a block.");
        }
    }
}

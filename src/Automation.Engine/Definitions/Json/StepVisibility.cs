namespace Automation.Definitions.Json;

/// <summary>Which steps' results a place sees: those that are done on every way to it. The rest is told why not, and what to do.</summary>
internal static class StepVisibility
{
    /// <summary>Null when the result is visible; else the rest of a sentence that begins with the place and the path.</summary>
    public static string? WhyNot(PathPlace place, OutlineNode target)
    {
        if (place.Node == target)
        {
            return place.SeesItself ? null : "its own result, which does not exist yet.";
        }

        var limit = place.Limit;
        for (var block = place.Block; block is not null; block = block.Around.Block)
        {
            if (block.Owner == target)
            {
                return WhyNotOwner(block, target);
            }

            if (Holds(block, target, out var inner))
            {
                return inner switch
                {
                    null => target.Index < limit ? null : "which stands after it.",
                    { Owner: { } holder } => WhyNotInside(inner, holder, target, isDone: holder.Index < limit, isAround: IsWithin(place, holder)),
                    { } handler => $"which stands in {handler.Words}, and runs only after a failure.",
                };
            }

            limit = block.Around.Limit;
        }

        throw new InvalidOperationException($"Automation bug: step '{target.Id}' stands in no block of its rule.");
    }

    /// <summary>Why the event of a wait may be missing at a place behind it; null when it is sure.</summary>
    public static string? WhyNoEvent(PathPlace place, OutlineNode wait) =>
        wait.Blocks.TryGetValue(RuleMembers.TimedOut, out var late) && !late.AlwaysEnds && !place.SeesItself && !IsWithin(place, wait)
            ? $"but the event may not have come: '{late.Name}' goes on. End it with 'stop' or 'fail', or read the event in '{wait.Id}.received'."
            : null;

    // Inside of the node that is read.
    private static string? WhyNotOwner(OutlineBlock block, OutlineNode owner) => block.Role switch
    {
        BlockRole.Received => null,
        BlockRole.TimedOut => "but no event came when this block runs.",
        BlockRole.Do => $"which is not done while its items are worked on. Read the item: items.{owner.Id}.",
        _ => "which is not done while its own branches run.",
    };

    private static string WhyNotInside(OutlineBlock inner, OutlineNode holder, OutlineNode target, bool isDone, bool isAround)
    {
        if (isAround)
        {
            return inner.Role == BlockRole.Branch
                ? $"which runs at the same time, in {inner.Words}."
                : $"which does not run on this way: it stands in {inner.Words}.";
        }

        if (!isDone)
        {
            return "which stands after it.";
        }

        if (HandlerIn(inner, target) is { } handler)
        {
            return $"which stands in {handler.Words}, and runs only after a failure.";
        }

        return inner.Role switch
        {
            BlockRole.Branch => $"which stands in {inner.Words}. Give the branch an output, and read steps.{inner.Name.Replace(".", ".output.", StringComparison.Ordinal)}.",
            BlockRole.Do => $"which stands in {inner.Words}, and runs once for each item. Give 'do' an output, and read the array steps.{holder.Id}.output.",
            BlockRole.Then or BlockRole.Else =>
                $"which may not have run: it stands in {inner.Words}. Give both branches an output, and read steps.{holder.Id}.output.",
            _ => $"which may not have run: it stands in {inner.Words}. Read '{target.Id}' inside of that block.",
        };
    }

    private static bool IsWithin(PathPlace place, OutlineNode node)
    {
        for (var block = place.Block; block is not null; block = block.Around.Block)
        {
            if (block.Owner == node)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The failure block inside of a block that a node stands in; null when there is none.</summary>
    private static OutlineBlock? HandlerIn(OutlineBlock block, OutlineNode node)
    {
        for (var inner = node.Block; inner != block && inner is not null; inner = inner.Around.Block)
        {
            if (inner.Role == BlockRole.OnFailure)
            {
                return inner;
            }
        }

        return null;
    }

    /// <summary>Whether a block holds a node.</summary>
    /// <param name="block">The block.</param>
    /// <param name="node">The node.</param>
    /// <param name="inner">The outermost block in it that the node stands in; null when the node stands in the block itself.</param>
    private static bool Holds(OutlineBlock block, OutlineNode node, out OutlineBlock? inner)
    {
        inner = null;
        for (var around = node.Block; around is not null; around = around.Around.Block)
        {
            if (around == block)
            {
                return true;
            }

            inner = around;
        }

        return false;
    }
}

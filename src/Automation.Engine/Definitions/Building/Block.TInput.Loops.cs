using System.Runtime.CompilerServices;
using Automation.Definitions;

namespace Automation;

/// <content>Loops.</content>
public partial class Block<TInput>
{
    /// <summary>Runs a block for each item. No value leaves it; for that see <c>Collect</c>.</summary>
    /// <typeparam name="TItem">The item; serialised as JSON and stored.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="items">Makes the items, once; they are stored. More than <see cref="ForEachOptions.MaxItems"/> fail the loop.</param>
    /// <param name="body">Writes the block; is also given what reads the item: <c>run.Get(item)</c>.</param>
    /// <param name="options">How many at the same time and at most; null means one after the other, 1,000 at most.</param>
    /// <param name="itemsText">Filled by the compiler.</param>
    public Block<TInput> ForEach<TItem>(
        string id, Func<RunView<TInput>, IEnumerable<TItem>> items, Action<Block<TInput>, IValue<TItem>> body, ForEachOptions? options = null,
        [CallerArgumentExpression(nameof(items))] string? itemsText = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return AddLoop(id, items, options, itemsText, () => WriteSteps($"{id}.do", block => body(block, Item<TItem>(id)), "Collect", BlockKind.Loop));
    }

    /// <summary>Runs a block for each item; it returns a value, and later steps can read the list of them.</summary>
    /// <typeparam name="TItem">The item; serialised as JSON and stored.</typeparam>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="items">Makes the items, once; they are stored. More than <see cref="ForEachOptions.MaxItems"/> fail the loop.</param>
    /// <param name="body">Writes the block; is also given what reads the item: <c>run.Get(item)</c>. Ends in <c>Return</c>.</param>
    /// <param name="results">Reads the values, in the order of the items: <c>run.Get(results)</c>.</param>
    /// <param name="options">How many at the same time and at most; null means one after the other, 1,000 at most.</param>
    /// <param name="itemsText">Filled by the compiler.</param>
    public Block<TInput> Collect<TItem, T>(
        string id, Func<RunView<TInput>, IEnumerable<TItem>> items, Func<Block<TInput>, IValue<TItem>, BlockResult<T>> body,
        out IValue<IReadOnlyList<T>> results, ForEachOptions? options = null, [CallerArgumentExpression(nameof(items))] string? itemsText = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        results = Output<IReadOnlyList<T>>(id);
        return AddLoop(id, items, options, itemsText, () => WriteValue($"{id}.do", block => body(block, Item<TItem>(id)), BlockKind.Loop));
    }

    private Block<TInput> AddLoop<TItem>(
        string id, Func<RunView<TInput>, IEnumerable<TItem>> items, ForEachOptions? options, string? text, Func<Block> body)
    {
        ArgumentNullException.ThrowIfNull(items);
        Draft.BeginNode(_block, id);
        Draft.Note(new JsonUse($"step '{id}'", "item", typeof(TItem)));
        var chosen = options ?? new();
        CheckOptions(id, OptionRanges.Of(chosen));

        _block.Add(new ForEachNode
        {
            Id = id,
            Items = Bind(text, StepPlace(id), run => Bounded(items(run), chosen.MaxItems)),
            Body = body(),
            Options = chosen,
        });
        return this;
    }

    // Items that never end must not be listed: one more than allowed is enough to fail the loop.
    private static IEnumerable<TItem>? Bounded<TItem>(IEnumerable<TItem>? items, int most) =>
        items is null || items.TryGetNonEnumeratedCount(out _) ? items : items.Take(most + 1);

    private ItemHandle<TItem> Item<TItem>(string id) => new(Draft.Identity, id);
}

using System.Runtime.CompilerServices;
using Automation.Definitions;

namespace Automation;

/// <content>Branches: one of two.</content>
public partial class Block<TInput>
{
    /// <summary>Runs one block or the other. No value leaves them; for that see <c>Choose</c>.</summary>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="condition">Decides once; the answer is stored.</param>
    /// <param name="then">Writes the block that runs when the condition holds.</param>
    /// <param name="otherwise">Writes the block that runs when it does not; null for nothing.</param>
    /// <param name="conditionText">Filled by the compiler.</param>
    public Block<TInput> If(
        string id, Func<RunView<TInput>, bool> condition, Action<Block<TInput>> then, Action<Block<TInput>>? otherwise = null,
        [CallerArgumentExpression(nameof(condition))] string? conditionText = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Draft.BeginNode(_block, id);
        return AddIf(id, Condition(id, conditionText, condition), then, otherwise);
    }

    /// <summary>Runs one block or the other, as a condition of the host's decides. No value leaves them.</summary>
    /// <typeparam name="TCondition">The condition's record, with a <see cref="ConditionAttribute"/>.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="condition">Makes the condition; its handler answers it once, and the answer is stored.</param>
    /// <param name="then">Writes the block that runs when the condition holds.</param>
    /// <param name="otherwise">Writes the block that runs when it does not; null for nothing.</param>
    /// <param name="conditionText">Filled by the compiler.</param>
    public Block<TInput> If<TCondition>(
        string id, Func<RunView<TInput>, TCondition> condition, Action<Block<TInput>> then, Action<Block<TInput>>? otherwise = null,
        [CallerArgumentExpression(nameof(condition))] string? conditionText = null)
        where TCondition : class, ICondition
    {
        ArgumentNullException.ThrowIfNull(condition);
        Draft.BeginNode(_block, id);
        return AddIf(id, Condition(id, conditionText, condition), then, otherwise);
    }

    /// <summary>Runs one block or the other; both return a value of one type, and later steps can read it.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="condition">Decides once; the answer is stored.</param>
    /// <param name="then">Writes the block that runs when the condition holds. Ends in <c>Return</c>.</param>
    /// <param name="otherwise">Writes the block that runs when it does not. Ends in <c>Return</c>.</param>
    /// <param name="result">Reads the value of the block that ran: <c>run.Get(result)</c>.</param>
    /// <param name="conditionText">Filled by the compiler.</param>
    public Block<TInput> Choose<T>(
        string id, Func<RunView<TInput>, bool> condition, Func<Block<TInput>, BlockResult<T>> then, Func<Block<TInput>, BlockResult<T>> otherwise,
        out IValue<T> result, [CallerArgumentExpression(nameof(condition))] string? conditionText = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Draft.BeginNode(_block, id);
        _block.Add(new IfNode
        {
            Id = id,
            Condition = Condition(id, conditionText, condition),
            Then = WriteValue($"{id}.then", then),
            Else = WriteValue($"{id}.else", otherwise),
        });
        result = Output<T>(id);
        return this;
    }

    private Block<TInput> AddIf(string id, ConditionBinding condition, Action<Block<TInput>> then, Action<Block<TInput>>? otherwise)
    {
        _block.Add(new IfNode
        {
            Id = id,
            Condition = condition,
            Then = WriteSteps($"{id}.then", then, "Choose"),
            Else = otherwise is null ? null : WriteSteps($"{id}.else", otherwise, "Choose"),
        });
        return this;
    }
}

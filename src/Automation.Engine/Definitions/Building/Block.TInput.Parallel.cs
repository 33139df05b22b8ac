using System.Globalization;
using Automation.Definitions;

namespace Automation;

/// <content>Blocks at the same time.</content>
public partial class Block<TInput>
{
    private const string First = "first";
    private const string Second = "second";
    private const string Third = "third";
    private const string Fourth = "fourth";

    /// <summary>Runs blocks at the same time, and goes on when all are done. No value leaves them; for that see <c>Gather</c>.</summary>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="branches">Write the blocks, which are called <c>branch1</c>, <c>branch2</c> and so on.</param>
    public Block<TInput> Parallel(string id, params Action<Block<TInput>>[] branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        Draft.BeginNode(_block, id);
        if (branches.Length == 0)
        {
            Draft.Fault($"step '{id}' has no branches.");
        }

        _block.Add(new ParallelNode { Id = id, Branches = [.. branches.Select((branch, index) => WriteBranch(id, index, branch))] });
        return this;
    }

    /// <summary>Runs two blocks at the same time, each of which returns a value, and goes on when both are done.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="first">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="second">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="firstResult">Reads the first value: <c>run.Get(firstResult)</c>.</param>
    /// <param name="secondResult">Reads the second value.</param>
    public Block<TInput> Gather<T1, T2>(
        string id, Func<Block<TInput>, BlockResult<T1>> first, Func<Block<TInput>, BlockResult<T2>> second,
        out IValue<T1> firstResult, out IValue<T2> secondResult)
    {
        Draft.BeginNode(_block, id);
        AddGather(id, WriteBranch(id, First, first), WriteBranch(id, Second, second));
        firstResult = Output<T1>(id, First);
        secondResult = Output<T2>(id, Second);
        return this;
    }

    /// <summary>Runs three blocks at the same time, each of which returns a value, and goes on when all are done.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="first">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="second">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="third">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="firstResult">Reads the first value: <c>run.Get(firstResult)</c>.</param>
    /// <param name="secondResult">Reads the second value.</param>
    /// <param name="thirdResult">Reads the third value.</param>
    public Block<TInput> Gather<T1, T2, T3>(
        string id, Func<Block<TInput>, BlockResult<T1>> first, Func<Block<TInput>, BlockResult<T2>> second, Func<Block<TInput>, BlockResult<T3>> third,
        out IValue<T1> firstResult, out IValue<T2> secondResult, out IValue<T3> thirdResult)
    {
        Draft.BeginNode(_block, id);
        AddGather(id, WriteBranch(id, First, first), WriteBranch(id, Second, second), WriteBranch(id, Third, third));
        firstResult = Output<T1>(id, First);
        secondResult = Output<T2>(id, Second);
        thirdResult = Output<T3>(id, Third);
        return this;
    }

    /// <summary>Runs four blocks at the same time, each of which returns a value, and goes on when all are done.</summary>
    /// <typeparam name="T1">The type of the first value.</typeparam>
    /// <typeparam name="T2">The type of the second value.</typeparam>
    /// <typeparam name="T3">The type of the third value.</typeparam>
    /// <typeparam name="T4">The type of the fourth value.</typeparam>
    /// <param name="id">The node's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="first">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="second">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="third">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="fourth">Writes a block. Ends in <c>Return</c>.</param>
    /// <param name="firstResult">Reads the first value: <c>run.Get(firstResult)</c>.</param>
    /// <param name="secondResult">Reads the second value.</param>
    /// <param name="thirdResult">Reads the third value.</param>
    /// <param name="fourthResult">Reads the fourth value.</param>
    public Block<TInput> Gather<T1, T2, T3, T4>(
        string id, Func<Block<TInput>, BlockResult<T1>> first, Func<Block<TInput>, BlockResult<T2>> second,
        Func<Block<TInput>, BlockResult<T3>> third, Func<Block<TInput>, BlockResult<T4>> fourth,
        out IValue<T1> firstResult, out IValue<T2> secondResult, out IValue<T3> thirdResult, out IValue<T4> fourthResult)
    {
        Draft.BeginNode(_block, id);
        AddGather(
            id, WriteBranch(id, First, first), WriteBranch(id, Second, second), WriteBranch(id, Third, third), WriteBranch(id, Fourth, fourth));
        firstResult = Output<T1>(id, First);
        secondResult = Output<T2>(id, Second);
        thirdResult = Output<T3>(id, Third);
        fourthResult = Output<T4>(id, Fourth);
        return this;
    }

    private ParallelBranch WriteBranch(string id, int index, Action<Block<TInput>> write)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"branch{index + 1}");
        return new(name, WriteSteps($"{id}.{name}", write, "Gather"));
    }

    private ParallelBranch WriteBranch<T>(string id, string name, Func<Block<TInput>, BlockResult<T>> write) =>
        new(name, WriteValue($"{id}.{name}", write));

    private void AddGather(string id, params ParallelBranch[] branches) => _block.Add(new ParallelNode { Id = id, Branches = branches });
}

using Automation.Definitions;

namespace Automation;

/// <content>Ends, and what happens on failure.</content>
public partial class Block<TInput>
{
    /// <summary>Ends the block with the result of a step, for those blocks whose value is read later.</summary>
    public BlockResult<T> Return<T>(IStep<IAction<T>> value) => EndWith<T>(value);

    /// <summary>Ends the block with a value, for those blocks whose value is read later.</summary>
    public BlockResult<T> Return<T>(IValue<T> value) => EndWith<T>(value);

    /// <summary>Ends the whole run, as succeeded: nothing new starts, and what is in flight is recorded.</summary>
    /// <param name="reason">Why, for people; recorded with the run.</param>
    public BlockEnd Stop(string reason) => End("Stop", reason, failed: false);

    /// <summary>Ends the whole run, as failed: nothing new starts, and what is in flight is recorded.</summary>
    /// <param name="reason">Why, for people; recorded with the run.</param>
    public BlockEnd Fail(string reason) => End("Fail", reason, failed: true);

    /// <summary>Says what runs when a step of this block failed for good. The failure then goes on outward. Once, after the block's steps.</summary>
    /// <param name="handler">Writes the block; is also given what reads the failure: <c>run.Get(error)</c>.</param>
    public Block<TInput> OnFailure(Action<Block<TInput>, IValue<StepError>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Draft.BeginFailureHandler(_block);
        var name = _block.Name.Length == 0 ? "onFailure" : $"{_block.Name}.onFailure";
        var error = new FailureHandle(Draft.Identity, name);
        _block.OnFailure = WriteSteps(name, block => handler(block, error), useInstead: null, BlockKind.Handler);
        return this;
    }

    private BlockResult<T> EndWith<T>(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var handle = value as Handle ?? throw new ArgumentException($"{TypeText.Of(value.GetType())} is not a handle that a rule declared.", nameof(value));
        Draft.BeginEnd(_block, "Return");
        var rule = Draft.Identity;
        var place = _block.Name.Length == 0 ? "The body" : $"Block '{_block.Name}'";
        _block.Output ??= new CodeBinding(handle.Path, scope => new HandleReader(scope, rule, place).ReadOrNull(handle));
        return new BlockResult<T>(_block);
    }

    private BlockEnd End(string member, string reason, bool failed)
    {
        ArgumentNullException.ThrowIfNull(reason);
        Draft.BeginEnd(_block, member);
        _block.Add(new EndNode { Id = EndNode.IdAt(_block.Name, _block.Count), Failed = failed, Reason = new ConstantBinding(Text(reason)) });
        return BlockEnd.Instance;
    }
}

using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Automation.Definitions;

namespace Automation;

/// <summary>What a lambda inside a run sees: the input, and the results of what ran before.</summary>
/// <remarks>Valid during the call of the lambda only. Not thread-safe.</remarks>
/// <typeparam name="TInput">The rule's input.</typeparam>
public sealed class RunView<TInput> : TriggerView<TInput>
{
    private readonly HandleReader _reader;

    internal RunView(IRunScope scope, RuleIdentity rule, string place)
        : base(scope, rule) => _reader = new HandleReader(scope, rule, place);

    /// <summary>The run. Stays the same across retries and restarts.</summary>
    public RunId RunId => Source.RunId;

    /// <summary>The result of a step.</summary>
    /// <exception cref="InvalidOperationException">The step did not run on the way to here, or belongs to another rule.</exception>
    public TResult Get<TResult>(IStep<IAction<TResult>> step)
    {
        var handle = Known(step);
        return _reader.Deserialize<TResult>(handle, _reader.Read(handle));
    }

    /// <summary>The value of an item, an event or a branch.</summary>
    /// <exception cref="InvalidOperationException">There is no such value here, or it belongs to another rule.</exception>
    public T Get<T>(IValue<T> value)
    {
        var handle = (ValueHandle)Known(value);
        return _reader.DeserializeOwn<T>(handle, _reader.Read(handle));
    }

    /// <summary>What came of a step that may fail.</summary>
    /// <exception cref="InvalidOperationException">The step did not run on the way to here, or belongs to another rule.</exception>
    public StepOutcome<TResult> Get<TResult>(ITriedStep<IAction<TResult>> step)
    {
        var handle = Known(step);
        return Outcome<TResult>(handle, _reader.ReadOutcome(handle));
    }

    /// <summary>What came of a step that may fail and whose action has no result.</summary>
    /// <exception cref="InvalidOperationException">The step did not run on the way to here, or belongs to another rule.</exception>
    public StepOutcome Get(ITriedStep<IAction> step) => Outcome(_reader.ReadOutcome(Known(step)));

    /// <summary>Not readable: the action of this step has no result.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("The action of this step has no result. Implement IAction<TResult> to give it one.", error: true)]
    public new void Get(IStep<IAction> step) => throw new NotSupportedException();

    /// <summary>The result of a step that may not have run; false when it did not. For OnFailure, and for steps in branches.</summary>
    /// <exception cref="InvalidOperationException">The step belongs to another rule.</exception>
    public bool TryGet<TResult>(IStep<IAction<TResult>> step, [MaybeNullWhen(false)] out TResult result)
    {
        var handle = Known(step);
        var found = _reader.TryRead(handle, out var value);
        result = found ? _reader.Deserialize<TResult>(handle, value) : default;
        return found;
    }

    /// <summary>A value that may not be there; false when it is not.</summary>
    /// <exception cref="InvalidOperationException">The value belongs to another rule.</exception>
    public bool TryGet<T>(IValue<T> value, [MaybeNullWhen(false)] out T result)
    {
        var handle = (ValueHandle)Known(value);
        var found = _reader.TryRead(handle, out var element);
        result = found ? _reader.DeserializeOwn<T>(handle, element) : default;
        return found;
    }

    /// <summary>What came of a step that may fail and may not have run; false when it did not run.</summary>
    /// <exception cref="InvalidOperationException">The step belongs to another rule.</exception>
    public bool TryGet<TResult>(ITriedStep<IAction<TResult>> step, [NotNullWhen(true)] out StepOutcome<TResult>? outcome)
    {
        var handle = Known(step);
        outcome = _reader.TryReadOutcome(handle, out var found) ? Outcome<TResult>(handle, found) : null;
        return outcome is not null;
    }

    /// <summary>What came of a step that may fail and may not have run, and whose action has no result; false when it did not run.</summary>
    /// <exception cref="InvalidOperationException">The step belongs to another rule.</exception>
    public bool TryGet(ITriedStep<IAction> step, [NotNullWhen(true)] out StepOutcome? outcome)
    {
        outcome = _reader.TryReadOutcome(Known(step), out var found) ? Outcome(found) : null;
        return outcome is not null;
    }

    private static Handle Known(object handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return handle as Handle
            ?? throw new ArgumentException($"{TypeText.Of(handle.GetType())} is not a handle that a rule declared.", nameof(handle));
    }

    private static StepOutcome Outcome(NodeOutcome outcome) => new() { Succeeded = outcome.Succeeded, Error = outcome.Error };

    private StepOutcome<TResult> Outcome<TResult>(Handle handle, NodeOutcome outcome) => new()
    {
        Succeeded = outcome.Succeeded,
        Result = outcome.Succeeded ? _reader.Deserialize<TResult>(handle, outcome.Output) : default,
        Error = outcome.Error,
    };
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using Automation.Definitions;

namespace Automation;

/// <content>Steps that do work.</content>
public partial class Block<TInput>
{
    /// <summary>Adds a step whose action has no result, or one that nobody needs. Its failure fails the block.</summary>
    /// <typeparam name="TAction">The action's record, with an <see cref="ActionAttribute"/>.</typeparam>
    /// <param name="id">The step's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="action">Makes the action.</param>
    /// <param name="options">Retry, timeout and the like; null means one try of up to 60 seconds.</param>
    /// <param name="actionText">Filled by the compiler.</param>
    public Block<TInput> Then<TAction>(
        string id, Func<RunView<TInput>, TAction> action, StepOptions? options = null,
        [CallerArgumentExpression(nameof(action))] string? actionText = null)
        where TAction : class, IAction => AddStep(id, action, options, actionText, tried: false);

    /// <summary>Adds a step whose result later steps can read. Its failure fails the block.</summary>
    /// <typeparam name="TAction">The action's record, with an <see cref="ActionAttribute"/>.</typeparam>
    /// <param name="id">The step's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="action">Makes the action.</param>
    /// <param name="step">Reads the result in lambdas: <c>run.Get(step)</c>.</param>
    /// <param name="options">Retry, timeout and the like; null means one try of up to 60 seconds.</param>
    /// <param name="actionText">Filled by the compiler.</param>
    public Block<TInput> Then<TAction>(
        string id, Func<RunView<TInput>, TAction> action, out IStep<TAction> step, StepOptions? options = null,
        [CallerArgumentExpression(nameof(action))] string? actionText = null)
        where TAction : class, IAction
    {
        step = new StepHandle<TAction>(Draft.Identity, id, _block.Place);
        return AddStep(id, action, options, actionText, tried: false);
    }

    /// <summary>Adds a step whose failure is recorded, and the run goes on.</summary>
    /// <typeparam name="TAction">The action's record, with an <see cref="ActionAttribute"/>.</typeparam>
    /// <param name="id">The step's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="action">Makes the action.</param>
    /// <param name="options">Retry, timeout and the like; null means one try of up to 60 seconds.</param>
    /// <param name="actionText">Filled by the compiler.</param>
    public Block<TInput> Try<TAction>(
        string id, Func<RunView<TInput>, TAction> action, StepOptions? options = null,
        [CallerArgumentExpression(nameof(action))] string? actionText = null)
        where TAction : class, IAction => AddStep(id, action, options, actionText, tried: true);

    /// <summary>Adds a step whose failure is recorded, and the run goes on; later steps can read what came of it.</summary>
    /// <typeparam name="TAction">The action's record, with an <see cref="ActionAttribute"/>.</typeparam>
    /// <param name="id">The step's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="action">Makes the action.</param>
    /// <param name="step">Reads the outcome in lambdas: <c>run.Get(step).Succeeded</c>.</param>
    /// <param name="options">Retry, timeout and the like; null means one try of up to 60 seconds.</param>
    /// <param name="actionText">Filled by the compiler.</param>
    public Block<TInput> Try<TAction>(
        string id, Func<RunView<TInput>, TAction> action, out ITriedStep<TAction> step, StepOptions? options = null,
        [CallerArgumentExpression(nameof(action))] string? actionText = null)
        where TAction : class, IAction
    {
        step = new TriedStepHandle<TAction>(Draft.Identity, id, _block.Place);
        return AddStep(id, action, options, actionText, tried: true);
    }

    /// <summary>Adds a step whose work is written in place. For a few lines without services; work with services belongs in a handler.</summary>
    /// <remarks>Called at least once, like a handler; after a crash in mid-call again, with the same <see cref="StepContext.IdempotencyKey"/>.</remarks>
    /// <param name="id">The step's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="code">The work.</param>
    /// <param name="options">Retry, timeout and the like; null means one try of up to 60 seconds.</param>
    /// <param name="codeText">Filled by the compiler.</param>
    public Block<TInput> Do(
        string id, Func<RunView<TInput>, StepContext, CancellationToken, Task> code, StepOptions? options = null,
        [CallerArgumentExpression(nameof(code))] string? codeText = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        return AddCode(id, options, codeText, async (run, context, cancellationToken) =>
        {
            await code(run, context, cancellationToken).ConfigureAwait(false);
            return default;
        });
    }

    /// <summary>Adds a step whose work is written in place and has a result. For a few lines without services.</summary>
    /// <remarks>Called at least once, like a handler; after a crash in mid-call again, with the same <see cref="StepContext.IdempotencyKey"/>.</remarks>
    /// <typeparam name="TResult">The result; serialised as JSON and stored.</typeparam>
    /// <param name="id">The step's id, unique in the rule and stored for ever: 1 to 64 of <c>a–z 0–9 - _</c>.</param>
    /// <param name="code">The work.</param>
    /// <param name="result">Reads the result in lambdas: <c>run.Get(result)</c>.</param>
    /// <param name="options">Retry, timeout and the like; null means one try of up to 60 seconds.</param>
    /// <param name="codeText">Filled by the compiler.</param>
    public Block<TInput> Do<TResult>(
        string id, Func<RunView<TInput>, StepContext, CancellationToken, Task<TResult>> code, out IValue<TResult> result, StepOptions? options = null,
        [CallerArgumentExpression(nameof(code))] string? codeText = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        result = Output<TResult>(id);
        var json = Draft.Json;
        AddCode(id, options, codeText, async (run, context, cancellationToken) =>
            JsonSerializer.SerializeToElement(await code(run, context, cancellationToken).ConfigureAwait(false), json));
        Draft.Note(new JsonUse($"step '{id}'", "result", typeof(TResult)));
        return this;
    }

    private Block<TInput> AddStep<TAction>(string id, Func<RunView<TInput>, TAction> action, StepOptions? options, string? text, bool tried)
        where TAction : class, IAction
    {
        ArgumentNullException.ThrowIfNull(action);
        Draft.BeginNode(_block, id);
        Draft.Note(new ActionUse(id, typeof(TAction)));
        CheckOptions(id, OptionRanges.Of(options ?? new()));
        _block.Add(new StepNode
        {
            Id = id,
            Action = StoredName.OrMissing(StoredName.OfAction(typeof(TAction))),
            Config = Bind(text, StepPlace(id), action),
            Options = options ?? new(),
            Tried = tried,
        });
        return this;
    }

    private Block<TInput> AddCode(
        string id, StepOptions? options, string? text, Func<RunView<TInput>, StepContext, CancellationToken, Task<JsonElement>> code)
    {
        Draft.BeginNode(_block, id);
        CheckOptions(id, OptionRanges.Of(options ?? new()));
        var rule = Draft.Identity;
        _block.Add(new StepNode
        {
            Id = id,
            Action = StepNode.CodeAction,
            Code = (scope, context, cancellationToken) => code(new RunView<TInput>(scope, rule, StepPlace(id)), context, cancellationToken),
            CodeText = LambdaText.Of(text),
            Options = options ?? new(),
        });
        return this;
    }
}

using System.ComponentModel;
using System.Text.Json;
using Automation.Definitions;

namespace Automation;

/// <summary>A body of steps: of the rule, of a branch, of a loop. Steps run in the order in which they are added.</summary>
/// <remarks>
/// The block inside a lambda is complete when the lambda returns. Lambdas over the run are pure and quick; each is asked once per run and
/// node, and its answer is stored. Not thread-safe.
/// </remarks>
/// <typeparam name="TInput">The rule's input.</typeparam>
public partial class Block<TInput>
{
    private readonly BlockDraft _block;

    internal Block(RuleDraft draft, BlockDraft block)
    {
        Draft = draft;
        _block = block;
    }

    internal RuleDraft Draft { get; }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc cref="object.GetType"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public new Type GetType() => base.GetType();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string? ToString() => base.ToString();

    /// <summary>Binds a lambda over the run; null is no value.</summary>
    /// <param name="text">The lambda's source text.</param>
    /// <param name="place">Where it stands, to begin a sentence with.</param>
    /// <param name="lambda">The lambda.</param>
    private protected CodeBinding Bind<T>(string? text, string place, Func<RunView<TInput>, T> lambda)
    {
        var rule = Draft.Identity;
        return new CodeBinding(LambdaText.Of(text), scope => lambda(new RunView<TInput>(scope, rule, place)) is { } value
            ? JsonSerializer.SerializeToElement(value, scope.Json)
            : throw new InvalidOperationException($"{place} of rule '{rule.Name}' has no value: its lambda returned null."));
    }

    private static string StepPlace(string id) => $"Step '{id}'";

    private CodeCondition Condition(string id, string? text, Func<RunView<TInput>, bool> condition)
    {
        var rule = Draft.Identity;
        var place = StepPlace(id);
        return new CodeCondition(LambdaText.Of(text), scope => condition(new RunView<TInput>(scope, rule, place)));
    }

    private HandlerCondition Condition<TCondition>(string id, string? text, Func<RunView<TInput>, TCondition> condition)
        where TCondition : class, ICondition
    {
        Draft.Note(new ConditionUse($"step '{id}'", typeof(TCondition)));
        return new HandlerCondition
        {
            Name = StoredName.OrMissing(StoredName.OfCondition(typeof(TCondition))),
            Config = Bind(text, StepPlace(id), condition),
        };
    }

    private void CheckOptions(string id, IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            Draft.Fault($"step '{id}': {problem}");
        }
    }

    private OutputHandle<T> Output<T>(string id, string? branch = null) => new(Draft.Identity, id, _block.Place, branch);
}

using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A condition that is a lambda.</summary>
/// <param name="text">The lambda's source text.</param>
/// <param name="evaluate">The lambda.</param>
/// <param name="seen">What the lambda is asked of, as JSON, for verdicts; null for a branch, which has none.</param>
internal sealed class CodeCondition(string text, Func<IRunScope, bool> evaluate, Func<IRunScope, JsonElement>? seen = null) : ConditionBinding
{
    private readonly SeenMembers? _members = seen is null ? null : SeenMembers.Of(text);

    public override string Text => text;

    public override bool Evaluate(IRunScope scope, out string? explanation)
    {
        try
        {
            var holds = evaluate(scope);
            explanation = holds || _members is null ? null : TextAndValues(scope);
            return holds;
        }
        catch (Exception fault) when (_members is not null && fault is not StepFailedException)
        {
            // Among several triggers, filters and conditions nobody could tell which of them threw, and why.
            throw new InvalidOperationException($"{TextAndValues(scope)}: {fault.Message}", fault);
        }
    }

    private string TextAndValues(IRunScope scope) => $"{text} ({_members!.Show(seen!(scope), scope.Json.PropertyNamingPolicy)})";
}

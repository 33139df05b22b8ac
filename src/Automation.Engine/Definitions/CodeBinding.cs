using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A value from a lambda.</summary>
/// <param name="text">The lambda's source text.</param>
/// <param name="evaluate">The lambda, its answer serialised.</param>
internal sealed class CodeBinding(string text, Func<IRunScope, JsonElement> evaluate) : ValueBinding
{
    public override string CodeText => text;

    public override JsonElement Evaluate(IRunScope scope) => evaluate(scope);
}

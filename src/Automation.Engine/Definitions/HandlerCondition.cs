using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A condition of the host's: a record that its handler class answers. Asked once; inside a run the answer is recorded.</summary>
internal sealed class HandlerCondition : ConditionBinding
{
    /// <summary>The stored name.</summary>
    public required string Name { get; init; }

    /// <summary>The record's config: JSON of the condition's record.</summary>
    public required ValueBinding Config { get; init; }

    public override string Text => Config.CodeText ?? Name;

    /// <summary>The config from what the scope shows.</summary>
    public JsonElement Render(IRunScope scope) => Config.Evaluate(scope);

    public override bool Evaluate(IRunScope scope, out string? explanation) =>
        throw new InvalidOperationException($"Automation bug: condition '{Name}' was asked without its handler.");
}

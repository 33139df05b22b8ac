using System.Text.Json;

namespace Automation.Definitions;

/// <summary>One use of an action, or code in place.</summary>
internal sealed class StepNode : Node
{
    /// <summary>The stored name of the action, or <see cref="CodeAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The action's name of a step that is code in place.</summary>
    public const string CodeAction = "code";

    /// <summary>The action's config; null for code in place.</summary>
    public ValueBinding? Config { get; init; }

    /// <summary>Code in place (<c>Do</c>); null for an action. The result is undefined when the code has none.</summary>
    public Func<IRunScope, StepContext, CancellationToken, Task<JsonElement>>? Code { get; init; }

    /// <summary>The source text of the code; null for an action.</summary>
    public string? CodeText { get; init; }

    public StepOptions Options { get; init; } = new();

    /// <summary>Whether a failure is recorded and the run goes on (<c>Try</c>).</summary>
    public bool Tried { get; init; }
}

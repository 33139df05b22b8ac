using System.Text.Json;

namespace Automation.Definitions;

/// <summary>How a node gets a value: a template or a lambda.</summary>
internal abstract class ValueBinding
{
    /// <summary>The lambda's source text, or null for a template.</summary>
    public abstract string? CodeText { get; }

    /// <summary>The value from what the scope shows. Throws what the lambda throws, or a TemplateException.</summary>
    public abstract JsonElement Evaluate(IRunScope scope);

    /// <summary>The template as the rule's JSON has it; undefined for a lambda.</summary>
    public virtual JsonElement Template => default;
}

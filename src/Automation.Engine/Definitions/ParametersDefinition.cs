using System.Text.Json;

namespace Automation.Definitions;

/// <summary>A rule's parameters: named values with defaults.</summary>
internal sealed class ParametersDefinition
{
    public static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>The record that holds them; null for a data rule.</summary>
    public Type? ClrType { get; init; }

    /// <summary>The defaults, an object.</summary>
    public required JsonElement Defaults { get; init; }

    /// <summary>Per name: type, format and default, as a data rule writes them; for a code rule derived from the record.</summary>
    public required JsonElement Schema { get; init; }
}

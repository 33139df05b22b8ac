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

    /// <summary>Whether the values are those of a scope: a run is created with them and keeps them.</summary>
    public bool AreOverridden { get; private init; }

    /// <summary>The same parameters with the values of a scope.</summary>
    public ParametersDefinition With(JsonElement values) => new() { ClrType = ClrType, Defaults = values, Schema = Schema, AreOverridden = true };
}

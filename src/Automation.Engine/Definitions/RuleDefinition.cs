using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Automation.Definitions;

/// <summary>The one form of every rule: what the fluent builder and the JSON reader both produce, and all that the engine knows. Immutable.</summary>
internal sealed record RuleDefinition
{
    private string? _hash;
    private RuleIndex? _index;

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required RuleForm Form { get; init; }

    /// <summary>The CLR type of the input; null for a data rule.</summary>
    public Type? InputType { get; init; }

    public required IReadOnlyList<TriggerDefinition> Triggers { get; init; }

    /// <summary>The gate before a run; null when everything passes. Several <c>When</c> are one conjunction.</summary>
    public ConditionBinding? When { get; init; }

    /// <summary>What a run is about, from the input; null: the event's own subject.</summary>
    public ValueBinding? Subject { get; init; }

    public GuardOptions Guards { get; init; } = new();

    /// <summary>Whether no run goes on with another build's code unless somebody says so. A stored rule has no other: its runs keep their version.</summary>
    public bool ParkOnNewBuild { get; init; }

    public ParametersDefinition? Parameters { get; init; }

    public required Block Body { get; init; }

    /// <summary>32 hexadecimal digits over everything that makes the rule what it is, the text of its lambdas included.</summary>
    public string Hash => _hash ??= RuleHash.Of(this);

    /// <summary>Every node by id, with the loops around it.</summary>
    public RuleIndex Index => _index ??= RuleIndex.Of(this);

    /// <summary>The values of the parameters; an empty object when there are none.</summary>
    public JsonElement ParameterDefaults => Parameters?.Defaults ?? ParametersDefinition.Empty;

    /// <summary>The same rule with what a scope lays over it: of the same hash, since its runs are runs of this version.</summary>
    /// <param name="parameters">The parameters as they count; null for the rule's own.</param>
    /// <param name="guards">The guards as they count; null for the rule's own.</param>
    public RuleDefinition InScope(ParametersDefinition? parameters, GuardOptions? guards)
    {
        _ = Hash;
        return this with { Parameters = parameters ?? Parameters, Guards = guards ?? Guards };
    }

    /// <summary>A definition is itself: comparing its parts would cost more than it is ever worth.</summary>
    public bool Equals(RuleDefinition? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

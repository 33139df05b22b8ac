namespace Automation;

/// <summary>A rule of a scope as lists show it, whether it is written in C# or stored as JSON, in the scope or for all.</summary>
public sealed record RuleSummary
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Where it is from, and so who may change it: in a scope only those that are stored there can be.</summary>
    public required RuleOrigin Origin { get; init; }

    /// <summary>Whether it is the same in all scopes, be it one of the host's own or stored for all. False for one that is stored in this scope.</summary>
    public bool Shared => Origin != RuleOrigin.Scope;

    /// <summary>Whether it is switched on in this scope.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether it was deleted: then it does nothing, and only <see cref="RuleQuery.Deleted"/> lists it.</summary>
    public bool Deleted { get; init; }

    /// <summary>What the scope has set for it, and what follows from it: what stops it now, who did that and why (<see cref="RuleSettings.Stops"/>), its parameters. Null for a rule that this build does not run.</summary>
    public RuleSettings? Settings { get; init; }

    /// <summary>The content hash of the version that counts: 32 hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The version that counts; null for one of the host's own, whose version is its hash.</summary>
    public int? Version { get; init; }

    /// <summary>Who saved that version; null when not said, and for one of the host's own.</summary>
    public string? Author { get; init; }

    /// <summary>When that version was saved, UTC; null for one of the host's own.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>What may start it; empty when this build cannot read the rule.</summary>
    public required IReadOnlyList<RuleTrigger> Triggers { get; init; }

    /// <summary>What the rule says and this version does not do, a sentence for each: a trigger that is stored and shown, but not fired. Empty for nearly every rule.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why this build does not run the rule, in a sentence; null when it does.</summary>
    public string? Fault { get; init; }

    /// <summary>What it did in this scope; null unless <see cref="RuleQuery.ActivityWithin"/> asks for it.</summary>
    public RuleActivity? Activity { get; init; }
}

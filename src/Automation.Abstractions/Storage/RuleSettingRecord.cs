namespace Automation.Storage;

/// <summary>What a scope has set for a rule, be it stored in the scope, stored for all scopes, or one of the host's own. Its key is scope and rule.</summary>
public sealed record RuleSettingRecord
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Counts the changes from 1; never falls.</summary>
    public required int Revision { get; init; }

    /// <summary>What is set, in the engine's own form; empty for nothing.</summary>
    public required string Body { get; init; }

    /// <summary>Who changed it last; null when not said.</summary>
    public string? Author { get; init; }

    /// <summary>When it was changed last, UTC.</summary>
    public required DateTimeOffset SavedAt { get; init; }
}

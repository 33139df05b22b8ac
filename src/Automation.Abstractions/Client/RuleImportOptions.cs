namespace Automation;

/// <summary>What may be said about an import of rules.</summary>
public sealed record RuleImportOptions
{
    /// <summary>Only says what would be done; stores nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who imports; recorded with each new version. May be null.</summary>
    public string? Author { get; init; }
}

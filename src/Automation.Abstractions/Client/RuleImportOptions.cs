namespace Automation;

/// <summary>What may be said about an import of rules.</summary>
public sealed record RuleImportOptions
{
    /// <summary>Only says what would be done; stores nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether rules that are there already stay exactly as they are; see <see cref="RuleSaveOptions.KeepExisting"/>.</summary>
    /// <value>The default is false: those that differ are replaced.</value>
    public bool KeepExisting { get; init; }

    /// <summary>Whether each rule is switched off in the transaction that saves it, whatever the document says; see <see cref="RuleSaveOptions.Disabled"/>.</summary>
    /// <value>The default is false: a new rule is switched on if the document says so, and one that is there stays as it is.</value>
    public bool Disabled { get; init; }

    /// <summary>Who imports; recorded with each new version; cut off after <see cref="TextLimits.AuthorBytes"/>. May be null.</summary>
    public string? Author { get; init; }
}

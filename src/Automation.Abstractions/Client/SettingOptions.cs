namespace Automation;

/// <summary>What may be said about a change of what a scope sets for a rule.</summary>
public sealed record SettingOptions
{
    /// <summary>Who makes it; stored with it, and part of the verdicts that follow; cut off after <see cref="TextLimits.AuthorBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Author { get; init; }

    /// <summary>Why a rule is disabled, opted out or paused; stored with it, and part of the verdicts that follow; cut off after <see cref="TextLimits.ReasonBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Reason { get; init; }

    /// <summary>The <see cref="RuleSettings.Revision"/> that the caller has seen and means to change; 0 when nothing was set.</summary>
    /// <value>Null, the default: whatever is there.</value>
    public int? ExpectedRevision { get; init; }
}

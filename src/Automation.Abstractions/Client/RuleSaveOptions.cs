namespace Automation;

/// <summary>What may be said about the saving of a rule.</summary>
public sealed record RuleSaveOptions
{
    /// <summary>Who saves it; recorded with the version; cut off after <see cref="TextLimits.AuthorBytes"/>.</summary>
    /// <value>Null, the default: not said.</value>
    public string? Author { get; init; }

    /// <summary>
    /// The version that the caller has seen and means to replace, so that two who edit at the same time do not undo each other; 0 when the rule must not exist yet. A copy and a rule that is made of a
    /// template are new always, and take 0 only.
    /// </summary>
    /// <value>Null, the default: whatever is there.</value>
    public int? ExpectedVersion { get; init; }

    /// <summary>
    /// Whether a rule of the name that is there already stays exactly as it is, and is the answer: for hosts that give each tenant its rules, again and again, and must not undo what the tenant made of them. A rule that was deleted is there no more.
    /// </summary>
    /// <value>The default is false: the rule that is there is replaced. With true only a rule that is new is stored, <see cref="Disabled"/> counts for that one only, and no version but 0 may be expected.</value>
    public bool KeepExisting { get; init; }

    /// <summary>Whether the rule is switched off in the transaction that saves it, so that there is no moment in which it runs: a new one, and one that is there, also when it is saved already as it is.</summary>
    /// <value>
    /// The default is false: a new rule is switched on, unless it <see cref="RuleSettings.AwaitsPreview">awaits its preview</see>, and one that is there stays as it is. <see cref="IRuleHandle.EnableAsync"/> switches it on.
    /// </value>
    public bool Disabled { get; init; }
}

namespace Automation.Storage;

/// <summary>A rule that is deleted, with all that follows from it: one transaction.</summary>
public sealed class RuleDeletion
{
    /// <summary>The scope.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The scope's version that this was decided with; when it is another one, nothing is stored. Null: not checked.</summary>
    public long? ScopeVersion { get; init; }

    /// <summary>Runs that are held for this need are woken, all of them, as <see cref="SettingChange.Wakes"/> wakes them. Null for none.</summary>
    public string? Wakes { get; init; }

    /// <summary>Whether all schedules of the name stay: for a rule of <see cref="SharedScope"/> whose name the host's code has, since they are that one's.</summary>
    public bool KeepsSchedules { get; init; }

    /// <summary>Whether webhooks of the name stay: where the host's code has a rule of it, since they are that one's.</summary>
    public bool KeepsWebhooks { get; init; }

    /// <summary>The caller's clock, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

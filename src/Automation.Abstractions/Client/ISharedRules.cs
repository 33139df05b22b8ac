namespace Automation;

/// <summary>The rules that are stored as JSON for all scopes: they belong to none, and count in every one. For the host, or whoever it lets operate it.</summary>
/// <remarks>
/// <para>In a scope they are like the host's own rules: <see cref="IScopedAutomation.Rule(string)"/> sets what differs there, runs belong to the scope in which they run, and the schedules fire in the
/// scopes that the host names or that opted in, in each one's zone. A scope cannot change them.</para>
/// <para>A change is one transaction and counts in every scope, on every host, for each event that is published after its call returned; schedules are moved for what is due later. Where the host's code has a rule of
/// the same name, that one counts. Thread-safe.</para>
/// </remarks>
public interface ISharedRules : IStoredRules
{
    /// <summary>Says what a rule that is not saved would do in a scope; see <see cref="IRuleHandle.PreviewAsync"/>. Recorded with <see cref="IStoredRules.RecordPreviewAsync"/>, it counts in all scopes.</summary>
    /// <param name="scope">The scope in which it is looked at.</param>
    /// <param name="json">The rule, as <see cref="IStoredRules.SaveAsync"/> takes it.</param>
    /// <param name="input">The input, or the event, which is one of that scope.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    /// <exception cref="ArgumentException"><paramref name="scope"/> is not the name of a scope.</exception>
    /// <exception cref="RuleDefinitionException">The rule has faults, each with its JSON Pointer.</exception>
    /// <exception cref="EventRejectedException">The input is not acceptable, there is no such event, or the rule has no trigger for its type.</exception>
    Task<PreviewReport> PreviewAsync(string scope, string json, PreviewInput input, CancellationToken cancellationToken = default);

    /// <summary>Tests a rule that is not saved on the recorded events of a scope, and compares it with the rule of its name as it stands there; see <see cref="IRuleHandle.BacktestAsync"/>.</summary>
    /// <param name="scope">The scope whose events it is tested on.</param>
    /// <param name="json">The rule, as <see cref="IStoredRules.SaveAsync"/> takes it.</param>
    /// <param name="options">How far to look back; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the test.</param>
    /// <exception cref="ArgumentException"><paramref name="scope"/> is not the name of a scope, or an option is out of its range.</exception>
    /// <exception cref="RuleDefinitionException">The rule has faults, each with its JSON Pointer.</exception>
    Task<BacktestReport> BacktestAsync(string scope, string json, BacktestOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Whether the rule is switched on, and awaits a preview; what scopes have set for it is asked in each of them.</summary>
    /// <exception cref="RuleNotFoundException">No rule of this name is stored for all scopes.</exception>
    /// <exception cref="RuleDefinitionException">One is, and the host's code has a rule of this name, which counts instead; or this build cannot read it.</exception>
    Task<RuleSettings> GetSettingsAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Switches the rule on for all scopes, those apart that have it disabled for themselves. Its schedules go on with the next instant; nothing is made up for. Waits for them as <see cref="IStoredRules.SaveAsync"/> does.</summary>
    /// <param name="name">The rule.</param>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">No rule of this name is stored for all scopes.</exception>
    /// <exception cref="RuleDefinitionException">One is, and the host's code has a rule of this name, which counts instead; or this build cannot read it.</exception>
    /// <exception cref="PreviewRequiredException">A preview of the rule is required, and none of its present definition is recorded.</exception>
    /// <exception cref="RuleSettingsConflictException">Another revision is present than the expected one; nothing is stored.</exception>
    Task<RuleSettings> EnableAsync(string name, SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Switches the rule off for all scopes: events and schedules start no runs, with the verdict <see cref="VerdictReason.Disabled"/>. Queued runs, of which nothing is recorded yet, wait until it is enabled; runs that have begun go on.</summary>
    /// <param name="name">The rule.</param>
    /// <param name="options">Author, reason and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">No rule of this name is stored for all scopes.</exception>
    /// <exception cref="RuleDefinitionException">One is, and the host's code has a rule of this name, which counts instead; or this build cannot read it.</exception>
    /// <exception cref="RuleSettingsConflictException">Another revision is present than the expected one; nothing is stored.</exception>
    Task<RuleSettings> DisableAsync(string name, SettingOptions? options = null, CancellationToken cancellationToken = default);
}

namespace Automation;

/// <summary>The rules of one scope that are stored as JSON.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IScopedRules : IStoredRules
{
    /// <summary>Says what a rule would do that is not saved; see <see cref="IRuleHandle.PreviewAsync"/>.</summary>
    /// <param name="json">The rule, as <see cref="IStoredRules.SaveAsync"/> takes it.</param>
    /// <param name="input">The input, the event, or the occurrence.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    /// <exception cref="RuleDefinitionException">The rule has faults, each with its JSON Pointer, or the schedule whose occurrence is asked for is faulty in the scope.</exception>
    /// <exception cref="EventRejectedException">The input is not acceptable, there is no such event, the rule has no trigger for its type, or no occurrence is to come (<c>no-occurrence</c>).</exception>
    Task<PreviewReport> PreviewAsync(string json, PreviewInput input, CancellationToken cancellationToken = default);

    /// <summary>Tests a rule that is not saved on recorded events, and compares it with the rule of its name as it stands; see <see cref="IRuleHandle.BacktestAsync"/>.</summary>
    /// <param name="json">The rule, as <see cref="IStoredRules.SaveAsync"/> takes it.</param>
    /// <param name="options">How far to look back; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the test.</param>
    /// <exception cref="RuleDefinitionException">The rule has faults, each with its JSON Pointer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    Task<BacktestReport> BacktestAsync(string json, BacktestOptions? options = null, CancellationToken cancellationToken = default);
}

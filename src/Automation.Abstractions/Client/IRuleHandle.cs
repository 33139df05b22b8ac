using System.Text.Json;

namespace Automation;

/// <summary>One rule in one scope.</summary>
public interface IRuleHandle
{
    /// <summary>The rule's name.</summary>
    string Name { get; }

    /// <summary>The scope.</summary>
    string Scope { get; }

    /// <summary>Starts a run by hand. The rule's condition is not asked.</summary>
    /// <param name="input">The rule's input as JSON.</param>
    /// <param name="options">Key and subject; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="EventRejectedException">The input is not acceptable; nothing is stored.</exception>
    /// <exception cref="RuleBusyException">The rule is busy, and lets no further run wait; nothing is stored.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or its answer is unknown. Ask again with the same key.</exception>
    Task<StartResult> RunJsonAsync(JsonElement input, StartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says what the rule would do with an input or event: whether it would run, and each step with its rendered input. Performs nothing and stores nothing.</summary>
    /// <remarks>
    /// Conditions are asked for real, those of the host's included, and each action says by its own <see cref="IActionPreview{TAction}"/> what it would do. What depends on a result that only a run
    /// can tell is shown so, and both branches of a condition that depends on one. A rule that is switched off can be previewed. Writes that the asked code tries are refused:
    /// <see cref="PreviewWriteException"/>.
    /// </remarks>
    /// <param name="input">The input, or the event.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="EventRejectedException">The input is not acceptable, there is no such event, or the rule has no trigger for its type.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached.</exception>
    Task<PreviewReport> PreviewAsync(PreviewInput input, CancellationToken cancellationToken = default);

    /// <summary>Asks the rule's condition about the newest recorded events of the types that it listens to: for which it would run, and why not for the others.</summary>
    /// <param name="options">How far to look back; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the test.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached.</exception>
    Task<BacktestReport> BacktestAsync(BacktestOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>When the rule's schedules are due next in this scope, the soonest first. Computed from the rule as it stands; nothing is read that was stored of them.</summary>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="RuleDefinitionException">A schedule has faults in this scope.</exception>
    Task<IReadOnlyList<ScheduledOccurrence>> ListOccurrencesAsync(int limit = 10, CancellationToken cancellationToken = default);

    /// <summary>The rule as JSON for people to read. Lambdas, which have no twin in JSON, stand as their source text.</summary>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    Task<string> ShowAsync(CancellationToken cancellationToken = default);

    /// <summary>The rule as JSON that <see cref="IStoredRules.SaveAsync"/> takes.</summary>
    /// <exception cref="RuleNotFoundException">The scope has no rule of this name.</exception>
    /// <exception cref="RuleDefinitionException">The rule has parts that exist in C# only; each is named.</exception>
    Task<string> ExportAsync(CancellationToken cancellationToken = default);
}

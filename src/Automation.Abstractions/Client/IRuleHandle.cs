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

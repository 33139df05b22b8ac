namespace Automation;

/// <summary>The rules of one scope that are stored as JSON. Every save that changes something is a new immutable version.</summary>
/// <remarks>
/// A run in flight keeps the version that it started with, whatever happens to the rule. Every method throws <see cref="AutomationUnavailableException"/>
/// when the store cannot be reached or its answer is unknown; asking again is harmless.
/// </remarks>
public interface IStoredRules
{
    /// <summary>Checks and stores a rule; it takes effect with the next event.</summary>
    /// <param name="json">The rule, as the JSON Schema of the package describes it.</param>
    /// <param name="author">Who saves it; recorded with the version. May be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version; the present one when nothing changed.</returns>
    /// <exception cref="RuleDefinitionException">The rule has faults, each with its JSON Pointer; nothing is stored.</exception>
    Task<StoredRule> SaveAsync(string json, string? author = null, CancellationToken cancellationToken = default);

    /// <summary>The rule as it stands; null when there is none.</summary>
    Task<StoredRule?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All rules of the scope, by name.</summary>
    Task<IReadOnlyList<StoredRule>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Switches a rule on or off; false when there is none of this name.</summary>
    Task<bool> SetEnabledAsync(string name, bool enabled, CancellationToken cancellationToken = default);

    /// <summary>Removes a rule; its versions stay for the runs that belong to them. False when there is none of this name.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default);
}

namespace Automation;

/// <summary>The rules that are proposed for one scope, until a person dismisses them or makes rules of them. What finds them, a miner or a model, is the host's.</summary>
/// <remarks>
/// What is open stays until somebody decides. What is closed is remembered, so that it is not proposed anew, until it was neither decided nor proposed for <c>RetentionOptions.Suggestions</c>.
/// An id of another scope answers like an id that does not exist. Every method throws <see cref="AutomationUnavailableException"/> when the store cannot be reached or its answer is unknown;
/// asking again is harmless. Thread-safe.
/// </remarks>
public interface IScopedSuggestions
{
    /// <summary>The most suggestions of a scope that may be open at a time: 1,000.</summary>
    public const int MaxOpen = 1000;

    /// <summary>Proposes a rule, or again one that was proposed with the same key: then title, description, rule, score and author are what they are now, as long as nobody has decided.</summary>
    /// <remarks>May be repeated as often as one likes. One that was dismissed or accepted stays as it is, and the answer says so (<see cref="Suggestion.State"/>).</remarks>
    /// <returns>The suggestion as it is now, with what is suspicious about the rule (<see cref="Suggestion.Warnings"/>).</returns>
    /// <exception cref="RuleDefinitionException">The rule has faults, as <see cref="IStoredRules.SaveAsync"/> would find them, each with its JSON Pointer; nothing is stored.</exception>
    /// <exception cref="SuggestionRejectedException">Something else is not acceptable, or <see cref="MaxOpen"/> others are open; nothing is stored.</exception>
    Task<Suggestion> AddAsync(NewSuggestion suggestion, CancellationToken cancellationToken = default);

    /// <summary>A suggestion; null when there is none, or none any more.</summary>
    Task<Suggestion?> FindAsync(SuggestionId id, CancellationToken cancellationToken = default);

    /// <summary>The suggestions, the best first. One whose score changes while pages are read may be in two of them, or in none.</summary>
    /// <param name="query">Which; null for the best 50 that are open.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="SuggestionQuery.Limit"/> is not within 1 to 200.</exception>
    Task<Page<Suggestion, SuggestionPlace>> ListAsync(SuggestionQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Dismisses a suggestion. For one that is dismissed already nothing changes.</summary>
    /// <param name="id">The suggestion.</param>
    /// <param name="reason">Why; cut off after <see cref="TextLimits.ReasonBytes"/>. May be null.</param>
    /// <param name="author">Who; cut off after <see cref="TextLimits.AuthorBytes"/>. May be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The suggestion as it is now, with who dismissed it first, when and why.</returns>
    /// <exception cref="SuggestionNotFoundException">There is no such suggestion in this scope.</exception>
    /// <exception cref="SuggestionConflictException">It was accepted; nothing is stored.</exception>
    Task<Suggestion> DismissAsync(SuggestionId id, string? reason = null, string? author = null, CancellationToken cancellationToken = default);

    /// <summary>Makes a rule of a suggestion: a new rule of this scope, switched off unless the options say otherwise, stored in the transaction that closes the suggestion.</summary>
    /// <remarks>Of several who accept at once one makes the rule, and all are answered with it; so is a repetition, whatever its options.</remarks>
    /// <param name="id">The suggestion.</param>
    /// <param name="options">Name, parameters, author, and whether the rule is switched on; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the rule may be stored all the same.</param>
    /// <returns>The rule as it was made.</returns>
    /// <exception cref="SuggestionNotFoundException">There is no such suggestion in this scope.</exception>
    /// <exception cref="SuggestionConflictException">It was dismissed, or proposes another rule than the expected revision did; nothing is stored.</exception>
    /// <exception cref="RuleDefinitionException">
    /// The name is taken (<c>name-taken</c>), a value has no parameter or does not fit it, or the rule has faults by now: it was proposed when the host had an action that it has no more. Nothing is stored.
    /// </exception>
    Task<StoredRule> AcceptAsync(SuggestionId id, SuggestionAcceptOptions? options = null, CancellationToken cancellationToken = default);
}

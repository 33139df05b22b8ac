using System.Text.Json;

namespace Automation;

/// <summary>Rules that are stored as JSON, those of one scope or those that all scopes share. Every save that changes something is a new immutable version.</summary>
/// <remarks>
/// A name belongs either to a rule that all scopes share or to rules of scopes, so that nobody has to ask which one counts: a save that would have it otherwise is refused.
/// What else can be done with a rule, such as switching it off, is done where all rules have it: <see cref="IScopedAutomation.Rule(string)"/>.
/// A run in flight keeps the version that it started with, whatever happens to the rule. Every method throws <see cref="AutomationUnavailableException"/>
/// when the store cannot be reached or its answer is unknown; asking again is harmless.
/// </remarks>
public interface IStoredRules
{
    /// <summary>Checks and stores a rule; it takes effect with the next event.</summary>
    /// <remarks>
    /// For a rule with schedules that is stored for all scopes the host's <see cref="IScopeDirectory"/> is asked before the call returns. When it does not answer within 30 seconds, or the token stops the waiting behind
    /// the rule's own transaction, the call returns all the same: the rule is stored, and its schedules follow as soon as the directory answers, on whichever host.
    /// </remarks>
    /// <param name="json">The rule, as the JSON Schema of the package describes it.</param>
    /// <param name="options">Author, expected version, whether it is switched off, and whether one that is there stays; null: a new rule is switched on, one that is there is replaced whatever its version.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The version, with what is suspicious about it (<see cref="StoredRule.Warnings"/>); the present one when nothing changed, whatever version was expected: a save may be repeated.</returns>
    /// <exception cref="RuleDefinitionException">The rule has faults, each with its JSON Pointer; nothing is stored.</exception>
    /// <exception cref="RuleConflictException">Another version is present than the expected one; nothing is stored.</exception>
    /// <exception cref="ArgumentException">A version is expected, and what is there is to be kept (<see cref="RuleSaveOptions.KeepExisting"/>).</exception>
    Task<StoredRule> SaveAsync(string json, RuleSaveOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says what is wrong with a rule, and what is suspicious, as <see cref="SaveAsync"/> would; stores nothing.</summary>
    /// <param name="json">The rule, as <see cref="SaveAsync"/> takes it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached: what only it knows, such as whether the name is taken, could not be checked. Ask again.</exception>
    Task<RuleCheck> CheckAsync(string json, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records that somebody has seen this preview of a definition, saved or not: where one is required (<c>AutomationOptions.RequirePreview</c>, <c>GuardOptions.RequirePreview</c>) a save of exactly
    /// this definition runs without an interval in which the rule is switched off.
    /// </summary>
    /// <remarks>
    /// Kept per rule and scope, or once for a rule that all scopes share, by the definition's hash: the last 20, and that of the rule as it stands. Recorded again with the same author and event, it changes nothing; with others, these replace the
    /// former. <see cref="DeleteAsync"/> forgets them, also those of a rule that was never saved; of such rules at most 100 have previews at the same time, per scope. A rule that is deleted meanwhile, or whose present
    /// version this build cannot read, has them recorded like one that is not saved.
    /// </remarks>
    /// <param name="report">The preview. Of it are kept the hash, the event, and who recorded it when.</param>
    /// <param name="options">Author and expected revision; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleDefinitionException">
    /// The report names no rule or has no hash, or was made in another scope, or with an event that the scope does not have (<c>invalid-preview</c>), the rule is one of the host's own, which is not saved, too many others that are not saved have previews (<c>too-many-previews</c>), or what is set for the rule would become
    /// too large (<c>too-large</c>); nothing is stored.
    /// </exception>
    /// <exception cref="RuleSettingsConflictException">Another revision is present than the expected one; nothing is stored.</exception>
    /// <exception cref="AutomationUnavailableException">The store cannot be reached, or the rules of the scope changed again and again meanwhile. Ask again.</exception>
    Task<RulePreview> RecordPreviewAsync(PreviewReport report, SettingOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The previews of a rule's definitions that are recorded here, the newest first, also of a rule that is not saved yet; none when there are none.</summary>
    Task<IReadOnlyList<RulePreview>> ListPreviewsAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Saves a copy of a rule under another name, switched on like a new one unless the options say otherwise. The copy has versions of its own.</summary>
    /// <param name="name">The rule to copy.</param>
    /// <param name="newName">The name of the copy; no rule that is stored here may have it, unless <see cref="RuleSaveOptions.KeepExisting"/>.</param>
    /// <param name="options">Author, whether the copy is switched off, and whether a rule that has the name is the answer; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleNotFoundException">There is no stored rule of this name.</exception>
    /// <exception cref="RuleConflictException">There is a rule of the new name, and it is another one; nothing is stored.</exception>
    /// <exception cref="RuleDefinitionException">The new name is not a name, or the rule is one of the host's own; nothing is stored.</exception>
    /// <exception cref="ArgumentException"><see cref="RuleSaveOptions.ExpectedVersion"/> is another than 0.</exception>
    Task<StoredRule> DuplicateAsync(string name, string newName, RuleSaveOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Saves a rule that is made of a template: of any rule document whose <c>parameters</c> leave values open.</summary>
    /// <param name="template">The document. Its name is replaced.</param>
    /// <param name="newName">The name of the rule; no rule that is stored here may have it, unless <see cref="RuleSaveOptions.KeepExisting"/>.</param>
    /// <param name="parameters">The values that become the defaults of the template's parameters, by name; those that are not named keep theirs.</param>
    /// <param name="options">Author, whether the rule is switched off, and whether a rule that has the name is the answer; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleDefinitionException">The rule has faults, or a value has no parameter or does not fit it; nothing is stored.</exception>
    /// <exception cref="RuleConflictException">There is a rule of the new name, and it is another one; nothing is stored.</exception>
    /// <exception cref="ArgumentException"><see cref="RuleSaveOptions.ExpectedVersion"/> is another than 0.</exception>
    Task<StoredRule> SaveFromAsync(
        string template, string newName, IReadOnlyDictionary<string, JsonElement> parameters, RuleSaveOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>All rules that are stored here as one JSON document, by name, which <see cref="ImportAsync"/> takes, here or elsewhere.</summary>
    /// <param name="options">Whether settings go along; null: the rules only.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<string> ExportAsync(RuleExportOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Saves the rules of a document that <see cref="ExportAsync"/> wrote, each for itself: as a whole or not at all. Rules that are not in it are left alone.</summary>
    /// <remarks>
    /// Whether a rule is enabled, and the settings that the document has for it, count for one that is new: in the same transaction, as the first revision, and not when somebody else saved it a moment before. Harmless when repeated: what is stored already is the same then.
    /// </remarks>
    /// <param name="json">The document.</param>
    /// <param name="options">May be null.</param>
    /// <param name="cancellationToken">Stops waiting; what was saved before stays.</param>
    /// <returns>What became of each rule, in the order of the document.</returns>
    /// <exception cref="RuleDefinitionException">The document is none that can be imported; nothing is stored.</exception>
    Task<IReadOnlyList<RuleImport>> ImportAsync(string json, RuleImportOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The versions of a rule, newest first, also of one that was deleted; none when there never was one of this name.</summary>
    /// <param name="name">The rule.</param>
    /// <param name="after">Continue after this version: <see cref="Page{T,TKey}.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">How many to return, 1 to 200.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<StoredRule, int>> ListVersionsAsync(string name, int? after = null, int limit = 50, CancellationToken cancellationToken = default);

    /// <summary>What differs between two versions of a rule; empty when nothing does.</summary>
    /// <param name="name">The rule.</param>
    /// <param name="before">The number of the one version.</param>
    /// <param name="after">The number of the other one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rule has no version of one of the numbers.</exception>
    Task<IReadOnlyList<RuleChange>> CompareAsync(string name, int before, int after, CancellationToken cancellationToken = default);

    /// <summary>The rule as it stands; null when there is none.</summary>
    Task<StoredRule?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All rules that are stored here, by name.</summary>
    Task<IReadOnlyList<StoredRule>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes a rule, with what its scope, or any scope, had set for it; its versions stay for the runs that belong to them, and those that a pause held go on.</summary>
    /// <returns>False when no rule of this name is stored here; the previews that were recorded for one that was to be saved are forgotten then, too.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default);
}

using System.Text.Json.Nodes;
using Automation.Definitions.Json;
using Automation.Hosting;
using Automation.Json;
using Automation.Matching;
using Automation.Previewing;
using Automation.Storage;

namespace Automation.Client;

internal sealed class ScopedSuggestions(string scope, AutomationEngine engine, ScopedRules rules) : IScopedSuggestions
{
    public async Task<Suggestion> AddAsync(NewSuggestion suggestion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        PreviewMark.Refuse("adding a suggestion");
        SuggestionCheck.Check(suggestion);
        var read = await rules.ReadSoundAsync(suggestion.Json, cancellationToken).ConfigureAwait(false);
        var rule = read.RuleOrThrow();
        var now = Instant.Whole(engine.Time.GetUtcNow());
        var added = await engine.Parts.Store.AddSuggestionAsync(
            new Suggestion
            {
                Scope = scope,
                Id = new SuggestionId(engine.Parts.Ids.Next()),
                Key = suggestion.Key ?? rule.Hash,
                Title = suggestion.Title,
                Description = suggestion.Description is { } description ? StorableText.Clean(description) : null,
                Json = RuleJsonWriter.Show(rule),
                Revision = 1,

                // Of the two zeros one is kept.
                Score = suggestion.Score + 0.0,
                Author = StorableText.Author(suggestion.Author),
                State = SuggestionState.Open,
                CreatedAt = now,
                ProposedAt = now,
            },
            cancellationToken).AskAsync().ConfigureAwait(false);
        return added is null ? throw SuggestionCheck.TooMany(scope) : read.Warnings.Count == 0 || added.State != SuggestionState.Open ? added : added with { Warnings = read.Warnings };
    }

    public Task<Suggestion?> FindAsync(SuggestionId id, CancellationToken cancellationToken = default) => engine.Parts.Store.FindSuggestionAsync(scope, id, cancellationToken).AskAsync();

    public async Task<Page<Suggestion, SuggestionPlace>> ListAsync(SuggestionQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new SuggestionQuery();
        PageLimit.Check(query.Limit, 200, "SuggestionQuery.Limit", nameof(query));

        // One more than asked for tells whether there is a next page.
        var found = await engine.Parts.Store.ListSuggestionsAsync(scope, query with { Limit = query.Limit + 1 }, cancellationToken).AskAsync().ConfigureAwait(false);
        var page = found.Take(query.Limit).ToArray();
        return new() { Items = page, Next = found.Count > query.Limit ? new SuggestionPlace(page[^1].Score, page[^1].Id) : null };
    }

    public async Task<Suggestion> DismissAsync(SuggestionId id, string? reason = null, string? author = null, CancellationToken cancellationToken = default)
    {
        PreviewMark.Refuse("dismissing a suggestion");
        var dismissal = new SuggestionDismissal
        {
            Scope = scope, Id = id, Reason = StorableText.Reason(reason), Author = StorableText.Author(author), At = Instant.Whole(engine.Time.GetUtcNow()),
        };
        var dismissed = await engine.Parts.Store.DismissSuggestionAsync(dismissal, cancellationToken).AskAsync().ConfigureAwait(false) ?? throw new SuggestionNotFoundException(scope, id);
        return dismissed.State == SuggestionState.Dismissed ? dismissed : throw SuggestionCheck.AlreadyAccepted(dismissed);
    }

    public async Task<StoredRule> AcceptAsync(SuggestionId id, SuggestionAcceptOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SuggestionAcceptOptions();
        PreviewMark.Refuse("accepting a suggestion");
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            var suggestion = await FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new SuggestionNotFoundException(scope, id);
            if (suggestion.State == SuggestionState.Accepted)
            {
                return await MadeOfAsync(suggestion, cancellationToken).ConfigureAwait(false);
            }

            SuggestionCheck.CheckAcceptable(suggestion, options.ExpectedRevision);
            var name = options.Name ?? JsonNode.Parse(suggestion.Json)!.AsObject()[RuleMembers.Name]!.GetValue<string>();
            var saving = new RuleSaving(options.Author, ExpectedVersion: 0, Disabled: false) { Enabled = options.Enabled, Accepts = new SuggestionAcceptance(id, suggestion.Revision) };
            try
            {
                if (await rules.TryMakeAsync(RuleTemplate.Fill(suggestion.Json, name, options.Parameters), saving, cancellationToken).ConfigureAwait(false) is { } made)
                {
                    return made;
                }

                // Somebody else decided, or the rules of the scope changed: looked at anew.
            }
            catch (RuleDefinitionException)
            {
                // Whoever was faster has the name, and it may be that of this very suggestion.
                if (await FindAsync(id, cancellationToken).ConfigureAwait(false) == suggestion)
                {
                    throw;
                }
            }
        }

        throw new AutomationUnavailableException($"Suggestion '{id}', or the rules of scope '{scope}', changed {RuleDirectory.MaxDecisions} times while the suggestion was accepted; nothing was stored. Accept it again.");
    }

    /// <summary>The rule as it was made, whatever became of it.</summary>
    private async Task<StoredRule> MadeOfAsync(Suggestion accepted, CancellationToken cancellationToken) =>
        await engine.Parts.Store.ListRuleVersionsAsync(scope, accepted.Rule!, accepted.RuleVersion + 1, 1, cancellationToken).AskAsync().ConfigureAwait(false) is [var made]
            ? made : throw new RuleNotFoundException(scope, accepted.Rule!);
}

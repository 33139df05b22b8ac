using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    private readonly SuggestionSql _suggestionSql = new(options.QuotedSchema);

    /// <inheritdoc/>
    public Task<Suggestion?> AddSuggestionAsync(Suggestion suggestion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        foreach (var (text, what) in ((string?, string)[])
            [(suggestion.Scope, "scope"), (suggestion.Key, "key"), (suggestion.Title, "title"), (suggestion.Description, "description"), (suggestion.Json, "rule"), (suggestion.Author, "author")])
        {
            PostgresText.Check(text, what);
        }

        return DecideAsync("Adding a suggestion failed", connection => AddAsync(connection, suggestion, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Suggestion?> FindSuggestionAsync(string scope, SuggestionId id, CancellationToken cancellationToken) => !PostgresText.CanKeep(scope) ? Task.FromResult<Suggestion?>(null)
        : ReadAsync(async connection => await FirstAsync(connection, _suggestionSql.Find, ReadSuggestion, cancellationToken, scope, id.Value).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Suggestion>> ListSuggestionsAsync(string scope, SuggestionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        var states = (query.State is { } one ? [one] : Enum.GetValues<SuggestionState>()).Select(state => (short)state).ToArray();
        return !PostgresText.CanKeep(scope) ? Task.FromResult<IReadOnlyList<Suggestion>>([]) : ReadAsync<IReadOnlyList<Suggestion>>(
            async connection => await AllAsync(
                connection, _suggestionSql.List, ReadSuggestion, cancellationToken, scope, states, query.After?.Score, query.After?.Id.Value, (long)query.Limit).ConfigureAwait(false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Suggestion?> DismissSuggestionAsync(SuggestionDismissal dismissal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dismissal);
        var (scope, id) = (dismissal.Scope, dismissal.Id.Value);
        PostgresText.Check(dismissal.Author, "author");
        PostgresText.Check(dismissal.Reason, "reason");
        return !PostgresText.CanKeep(scope) ? Task.FromResult<Suggestion?>(null) : DecideAsync(
            "Dismissing a suggestion failed",
            async connection =>
            {
                await RunAsync(connection, _suggestionSql.Dismiss, cancellationToken, scope, id, PostgresTime.Encode(dismissal.At), dismissal.Author, dismissal.Reason).ConfigureAwait(false);

                // A statement of its own: it sees who was faster.
                return await FirstAsync(connection, _suggestionSql.Find, ReadSuggestion, cancellationToken, scope, id).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private async Task<Suggestion?> AddAsync(NpgsqlConnection connection, Suggestion added, CancellationToken cancellationToken)
    {
        await RunAsync(connection, _suggestionSql.Lock, cancellationToken, unchecked((int)SpreadHash.Of(added.Scope))).ConfigureAwait(false);
        var present = await FirstAsync(connection, _suggestionSql.HoldKey, ReadSuggestion, cancellationToken, added.Scope, added.Key).ConfigureAwait(false);
        using var open = Command(connection, _suggestionSql.CountOpen, added.Scope);
        if (present is null && (long)(await open.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! >= IScopedSuggestions.MaxOpen)
        {
            return null;
        }

        var stored = present is null ? added : Suggestions.Again(present, added);
        await RunAsync(
            connection, _suggestionSql.Put, cancellationToken,
            stored.Scope, stored.Id.Value, stored.Key, stored.Title, stored.Description, stored.Json, stored.Revision, stored.Score, stored.Author,
            (short)stored.State, PostgresTime.Encode(stored.CreatedAt), PostgresTime.Encode(stored.ProposedAt)).ConfigureAwait(false);
        return await FirstAsync(connection, _suggestionSql.Find, ReadSuggestion, cancellationToken, stored.Scope, stored.Id.Value).ConfigureAwait(false);
    }

    /// <summary>One transaction that changes suggestions and no rule, so that the scope's version stays.</summary>
    private Task<T> DecideAsync<T>(string what, Func<NpgsqlConnection, Task<T>> decide, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return WriteOnPoolAsync(what, async connection =>
        {
            var transaction = await BeginChangeAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var answer = await decide(connection).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return answer;
            }
        }, cancellationToken);
    }

    private static Suggestion ReadSuggestion(NpgsqlDataReader row) => new()
    {
        Scope = row.GetString(0),
        Id = new SuggestionId(row.GetGuid(1)),
        Key = row.GetString(2),
        Title = row.GetString(3),
        Description = row.IsDBNull(4) ? null : row.GetString(4),
        Json = row.GetString(5),
        Revision = row.GetInt32(6),
        Score = row.GetDouble(7),
        Author = row.IsDBNull(8) ? null : row.GetString(8),
        State = (SuggestionState)row.GetInt16(9),
        CreatedAt = PostgresTime.Decode(row.GetDateTime(10)),
        ProposedAt = PostgresTime.Decode(row.GetDateTime(11)),
        ClosedAt = row.IsDBNull(12) ? null : PostgresTime.Decode(row.GetDateTime(12)),
        ClosedBy = row.IsDBNull(13) ? null : row.GetString(13),
        Reason = row.IsDBNull(14) ? null : row.GetString(14),
        Rule = row.IsDBNull(15) ? null : row.GetString(15),
        RuleVersion = row.IsDBNull(16) ? null : row.GetInt32(16),
    };
}

namespace Automation.Storage;

/// <summary>Reads suggestions.</summary>
internal sealed class SuggestionReader(SqliteConnectionHandle connection)
{
    private readonly Statement _find = connection.Prepare(SuggestionSql.Find, "suggestion");
    private readonly Statement _findKey = connection.Prepare(SuggestionSql.FindKey, "suggestion");
    private readonly Statement _list = connection.Prepare(SuggestionSql.List, "suggestion");

    public Suggestion? Find(string scope, SuggestionId id) => Read(scope, _find.With().Text(scope).Id(id.Value)).FirstOrDefault();

    public Suggestion? FindKey(string scope, string key) => Read(scope, _findKey.With().Text(scope).Text(key)).FirstOrDefault();

    /// <summary>Each state is in the order of the index; of all of them the first ones are taken.</summary>
    public IReadOnlyList<Suggestion> List(string scope, SuggestionQuery query) =>
    [
        .. (query.State is { } one ? [one] : Enum.GetValues<SuggestionState>())
            .SelectMany(state => Read(scope, _list.With().Text(scope).Number((int)state).Real(query.After?.Score).Id(query.After?.Id.Value).Number(query.Limit)))
            .OrderByDescending(suggestion => suggestion.Score).ThenBy(suggestion => suggestion.Id)
            .Take(query.Limit),
    ];

    private static List<Suggestion> Read(string scope, Statement statement)
    {
        try
        {
            var found = new List<Suggestion>();
            using var rows = statement.Query();
            while (rows.Next())
            {
                found.Add(new Suggestion
                {
                    Scope = rows.Text(0),
                    Id = new SuggestionId(rows.Id(1)),
                    Key = rows.Text(2),
                    Title = rows.Text(3),
                    Description = rows.TextOrNull(4),
                    Json = rows.Text(5),
                    Revision = rows.Int(6),
                    Score = rows.RealOrNull(7) ?? throw rows.Bad(7, "nothing instead of a number"),
                    Author = rows.TextOrNull(8),
                    State = rows.Enum<SuggestionState>(9),
                    CreatedAt = rows.Time(10),
                    ProposedAt = rows.Time(11),
                    ClosedAt = rows.TimeOrNull(12),
                    ClosedBy = rows.TextOrNull(13),
                    Reason = rows.TextOrNull(14),
                    Rule = rows.TextOrNull(15),
                    RuleVersion = rows.IsNull(16) ? null : rows.Int(16),
                });
            }

            return found;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"A suggestion of scope '{scope}' is corrupt: {bad.Message}");
        }
    }
}

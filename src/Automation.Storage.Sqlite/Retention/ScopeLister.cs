namespace Automation.Storage;

/// <summary>Goes from scope to scope, however much each of them has.</summary>
internal sealed class ScopeLister(SqliteConnectionHandle connection)
{
    private readonly Statement _nextEventScope = connection.Prepare(PurgeSql.NextEventScope, "event");
    private readonly Statement _nextRunScope = connection.Prepare(PurgeSql.NextRunScope, "run");
    private readonly Statement _nextSuggestionScope = connection.Prepare(PurgeSql.NextSuggestionScope, "suggestion");

    public IReadOnlyList<string> List(string? after, int limit)
    {
        var scopes = new List<string>();
        for (var next = Next(statement => statement.Text(after ?? "")); next is not null && scopes.Count < limit; next = Behind(next))
        {
            scopes.Add(SqliteText.Decode(next) ?? throw new StoreFormatException("The name of a scope is corrupt: bytes that are no text."));
        }

        return scopes;
    }

    private byte[]? Behind(byte[] scope) => Next(statement => statement.RawText(scope));

    /// <summary>The least one, as the database orders: by bytes.</summary>
    private byte[]? Next(Func<Statement, Statement> bind)
    {
        byte[]? least = null;
        foreach (var statement in (Statement[])[_nextEventScope, _nextRunScope, _nextSuggestionScope])
        {
            if (First(bind(statement.With())) is { } found && (least is null || found.AsSpan().SequenceCompareTo(least) < 0))
            {
                least = found;
            }
        }

        return least;
    }

    private static byte[]? First(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next() ? rows.Raw(0) : null;
    }
}

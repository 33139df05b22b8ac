namespace Automation.Storage;

/// <summary>Goes from scope to scope, however much each of them has.</summary>
internal sealed class ScopeLister(SqliteConnectionHandle connection)
{
    private readonly Statement _nextEventScope = connection.Prepare(PurgeSql.NextEventScope, "event");
    private readonly Statement _nextRunScope = connection.Prepare(PurgeSql.NextRunScope, "run");

    public IReadOnlyList<string> List(string? after, int limit)
    {
        var scopes = new List<string>();
        for (var next = Least(_nextEventScope.With().Text(after ?? ""), _nextRunScope.With().Text(after ?? ""));
            next is not null && scopes.Count < limit;
            next = Least(_nextEventScope.With().RawText(next), _nextRunScope.With().RawText(next)))
        {
            scopes.Add(SqliteText.Decode(next) ?? throw new StoreFormatException("The name of a scope is corrupt: bytes that are no text."));
        }

        return scopes;
    }

    /// <summary>The lesser one, as the database orders: by bytes.</summary>
    private static byte[]? Least(Statement left, Statement right)
    {
        var (one, other) = (First(left), First(right));
        return one is null || (other is not null && other.AsSpan().SequenceCompareTo(one) < 0) ? other : one;
    }

    private static byte[]? First(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next() ? rows.Raw(0) : null;
    }
}

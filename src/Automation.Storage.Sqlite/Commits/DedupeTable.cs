namespace Automation.Storage;

/// <summary>Writes the table dedupe.</summary>
internal sealed class DedupeTable(SqliteConnectionHandle connection)
{
    private readonly Statement _find = connection.Prepare(DedupeSql.Find, "dedupe");
    private readonly Statement _insert = connection.Prepare(DedupeSql.Insert);
    private readonly Statement _replace = connection.Prepare(DedupeSql.Replace);

    /// <summary>Whether the key was seen and still counts: then the answer; else null.</summary>
    public AcceptResult? Find(string scope, DedupeKey key)
    {
        using var rows = _find.With().Text(scope).Text(key.Source).Bytes(key.KeyHash.Span).Query();
        if (!rows.Next() || rows.Number(2) < SqliteTime.Encode(key.NotBefore))
        {
            return null;
        }

        var same = rows.Bytes(1).Span.SequenceEqual(key.BodyHash.Span);
        return new AcceptResult { Status = same ? AcceptStatus.Duplicate : AcceptStatus.Conflict, OriginalId = rows.Id(0) };
    }

    /// <summary>Claims the key for this original; false when it was seen before, and <see cref="Find"/> has to say whether that still counts.</summary>
    public bool TryInsert(string scope, DedupeKey key, Guid original, DateTimeOffset now) => _insert.With()
        .Text(scope).Text(key.Source).Bytes(key.KeyHash.Span).Bytes(key.BodyHash.Span).Id(original).Time(now)
        .Run() == 1;

    public void Replace(string scope, DedupeKey key, Guid original, DateTimeOffset now) => _replace.With()
        .Bytes(key.BodyHash.Span).Id(original).Time(now).Text(scope).Text(key.Source).Bytes(key.KeyHash.Span)
        .Run();
}

namespace Automation.Storage;

/// <summary>The runs that may be claimed in one way, in the order of scopes.</summary>
internal sealed class Lane(SqliteConnectionHandle connection, string behind, string first)
{
    private readonly Statement _behind = connection.Prepare(behind, "live");
    private readonly Statement _first = connection.Prepare(first, "live");

    /// <summary>The oldest run of the first scope behind the cursor, of those that are not excepted; null when there is no such scope.</summary>
    public Candidate? Behind(byte[]? cursor, IReadOnlyList<string> except)
    {
        var found = cursor is null ? First() : Behind(cursor);
        while (found is { } next && next.IsOfOne(except))
        {
            found = Behind(next.Scope);
        }

        return found;
    }

    private Candidate? Behind(byte[] cursor)
    {
        using var rows = _behind.With().RawText(cursor).Query();
        return Candidate.Read(rows);
    }

    private Candidate? First()
    {
        using var rows = _first.With().Query();
        return Candidate.Read(rows);
    }
}

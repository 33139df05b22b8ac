namespace Automation.Storage;

/// <summary>The runs that may be claimed in one way, in the order of scopes.</summary>
internal sealed class Lane(SqliteConnectionHandle connection, string behind, string first)
{
    private readonly Statement _behind = connection.Prepare(behind, "live");
    private readonly Statement _first = connection.Prepare(first, "live");

    /// <summary>The oldest run of the first scope behind the cursor; null when there is no such scope.</summary>
    public Candidate? Behind(byte[]? cursor)
    {
        if (cursor is null)
        {
            return First();
        }

        using var rows = _behind.With().RawText(cursor).Query();
        return Candidate.Read(rows);
    }

    /// <summary>The oldest run of the first scope of all.</summary>
    public Candidate? First()
    {
        using var rows = _first.With().Query();
        return Candidate.Read(rows);
    }
}

namespace Automation.Storage;

/// <summary>Says when a claim will find something. Four searches of one row each, however many runs rest.</summary>
internal sealed class DueReader(SqliteConnectionHandle connection)
{
    private readonly Statement _ready = connection.Prepare(ClaimSql.AnyReady);
    private readonly Statement _few = connection.Prepare(ClaimSql.AnyFew);
    private readonly Statement _alone = connection.Prepare(ClaimSql.AnyAlone);
    private readonly Statement _first = connection.Prepare(ClaimSql.FirstDue, "live");

    public DueInfo Next(DateTimeOffset now) => new(Any(_ready) ? now : FirstDue(), Any(_few), Any(_alone));

    private DateTimeOffset? FirstDue()
    {
        using var rows = _first.With().Query();
        try
        {
            return rows.Next() ? rows.Time(0) : null;
        }
        catch (BadValueException)
        {
            // No instant that ever comes: no timer. Diagnosis lists it.
            return null;
        }
    }

    private static bool Any(Statement statement)
    {
        using var rows = statement.With().Query();
        return rows.Next();
    }
}

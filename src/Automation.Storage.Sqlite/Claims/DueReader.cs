namespace Automation.Storage;

/// <summary>Says when a claim will find something. Searches of one row each, one more for each need, however many runs rest.</summary>
internal sealed class DueReader(SqliteConnectionHandle connection)
{
    private const int MostNeeds = 1000;

    private readonly Statement _ready = connection.Prepare(ClaimSql.AnyReady);
    private readonly Statement _few = connection.Prepare(ClaimSql.AnyFew);
    private readonly Statement _alone = connection.Prepare(ClaimSql.AnyAlone);
    private readonly Statement _firstNeed = connection.Prepare(ClaimSql.FirstNeed, "live");
    private readonly Statement _needBehind = connection.Prepare(ClaimSql.NeedBehind, "live");
    private readonly Statement _first = connection.Prepare(ClaimSql.FirstDue, "live");

    public DueInfo Next(DateTimeOffset now) => new(Any(_ready) ? now : FirstDue(), Any(_few), Any(_alone)) { Needs = Needs() };

    private IReadOnlyList<string> Needs()
    {
        List<string>? needs = null;
        for (var need = Need(_firstNeed.With()); need is not null && !(needs?.Count >= MostNeeds); need = Need(_needBehind.With().Text(need)))
        {
            (needs ??= []).Add(need);
        }

        return (IReadOnlyList<string>?)needs ?? [];
    }

    private static string? Need(Statement statement)
    {
        using var rows = statement.Query();
        return rows.Next() ? rows.Text(0) : null;
    }

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

namespace Automation.Storage;

/// <summary>Says when a claim will find something. Searches of one row each, one more for each need, however many runs rest.</summary>
internal sealed class DueReader(SqliteConnectionHandle connection)
{
    private readonly Lane _ready = new(connection, ClaimSql.ReadyBehind, ClaimSql.ReadyFirst);
    private readonly Statement _few = connection.Prepare(ClaimSql.AnyFew);
    private readonly Statement _alone = connection.Prepare(ClaimSql.AnyAlone);
    private readonly Statement _firstNeed = connection.Prepare(ClaimSql.FirstNeed, "live");
    private readonly Statement _needBehind = connection.Prepare(ClaimSql.NeedBehind, "live");
    private readonly Statement _first = connection.Prepare(ClaimSql.FirstDue, "live");

    /// <param name="now">The present instant.</param>
    /// <param name="except">Scopes whose ready runs do not count.</param>
    /// <param name="after">The need behind which the list begins; null for the first.</param>
    public DueInfo Next(DateTimeOffset now, IReadOnlyList<string> except, string? after)
    {
        var isReady = _ready.Behind(cursor: null, except) is not null;
        return new(isReady ? now : FirstDue(), Any(_few), Any(_alone)) { Needs = Needs(after), PassedOver = !isReady && except.Count > 0 && _ready.Behind(cursor: null, []) is not null };
    }

    private IReadOnlyList<string> Needs(string? after)
    {
        List<string>? needs = null;
        for (var need = Need(after is null ? _firstNeed.With() : _needBehind.With().Text(after)); need is not null && !(needs?.Count >= DueInfo.MostNeeds); need = Need(_needBehind.With().Text(need)))
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

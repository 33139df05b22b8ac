namespace Automation.Storage;

/// <summary>Reads which breakers ever opened.</summary>
internal sealed class BreakerReader(SqliteConnectionHandle connection)
{
    private readonly Statement _list = connection.Prepare(BreakerSql.List, "breaker");

    public IReadOnlyList<RuleBreaker> List(string scope)
    {
        List<RuleBreaker>? breakers = null;
        using var rows = _list.With().Text(scope).Query();
        while (rows.Next())
        {
            (breakers ??= []).Add(new RuleBreaker
            {
                Rule = rows.Text(0),
                Failures = rows.Int(1),
                ChangedAt = rows.Time(2),
                Until = rows.IsNull(3) ? null : rows.Time(3),
                Reason = rows.TextOrNull(4),
            });
        }

        breakers?.Sort((left, right) => string.CompareOrdinal(left.Rule, right.Rule));
        return (IReadOnlyList<RuleBreaker>?)breakers ?? [];
    }
}

namespace Automation.Storage;

/// <summary>Reads which subjects people have in hand.</summary>
internal sealed class OverrideReader(SqliteConnectionHandle connection)
{
    private readonly Statement _list = connection.Prepare(OverrideSql.List, "subject_override");

    public IReadOnlyList<SubjectOverride> List(string scope)
    {
        List<SubjectOverride>? overrides = null;
        using var rows = _list.With().Text(scope).Query();
        while (rows.Next())
        {
            (overrides ??= []).Add(new SubjectOverride { Subject = rows.Text(0), Reason = rows.TextOrNull(1), Author = rows.TextOrNull(2), At = rows.Time(3) });
        }

        // As with the rules: the port orders by UTF-16.
        overrides?.Sort((left, right) => string.CompareOrdinal(left.Subject, right.Subject));
        return (IReadOnlyList<SubjectOverride>?)overrides ?? [];
    }
}

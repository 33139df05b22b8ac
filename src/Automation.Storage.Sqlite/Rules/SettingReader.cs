using System.Text.Json;

namespace Automation.Storage;

/// <summary>Reads what scopes set for rules.</summary>
internal sealed class SettingReader(SqliteConnectionHandle connection)
{
    private readonly Statement _of = connection.Prepare(SettingSql.Of, "rule_setting");
    private readonly Statement _list = connection.Prepare(SettingSql.List, "rule_setting");

    public IReadOnlyList<RuleSettingRecord> Of(string scope)
    {
        var settings = Read(_of.With().Text(scope));

        // The database orders by bytes; the port by UTF-16.
        settings.Sort(static (left, right) => string.CompareOrdinal(left.Rule, right.Rule));
        return settings;
    }

    public IReadOnlyList<RuleSettingRecord> List(IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit) =>
        Read(_list.With().Text(JsonSerializer.Serialize(rules)).Text(after?.Scope ?? "").Text(after?.Rule ?? "").Number(limit));

    private static List<RuleSettingRecord> Read(Statement statement)
    {
        try
        {
            var found = new List<RuleSettingRecord>();
            using var rows = statement.Query();
            while (rows.Next())
            {
                found.Add(new RuleSettingRecord
                {
                    Scope = rows.Text(0), Rule = rows.Text(1), Revision = rows.Int(2), Body = rows.Text(3), Author = rows.TextOrNull(4), SavedAt = rows.Time(5),
                });
            }

            return found;
        }
        catch (BadValueException bad)
        {
            throw new StoreFormatException($"What a scope has set for a rule is corrupt: {bad.Message}");
        }
    }
}

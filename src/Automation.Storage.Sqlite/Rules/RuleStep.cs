namespace Automation.Storage;

/// <summary>Saves and deletes rules, inside a transaction that is already begun.</summary>
internal sealed class RuleStep(SqliteConnectionHandle connection, ScheduleStep schedules, SettingStep settings)
{
    private readonly Statement _put = connection.Prepare(RuleSql.Put);
    private readonly Statement _insertVersion = connection.Prepare(RuleSql.InsertVersion);
    private readonly Statement _delete = connection.Prepare(RuleSql.Delete);
    private readonly Statement _raise = connection.Prepare(RuleSql.RaiseScope);
    private readonly RuleReader _rules = new(connection);

    public StoredRule? Save(StoredRule rule, IReadOnlyList<ScheduleRecord> itsSchedules, int? expectedVersion)
    {
        if (itsSchedules.Count > 0 && settings.RevisionOf(rule.Scope, rule.Name) is var revision && itsSchedules.Any(schedule => schedule.Setting != revision))
        {
            return null;
        }

        schedules.Replace(rule.Scope, rule.Name, itsSchedules, rule.SavedAt);
        var present = _rules.FindPresent(rule.Scope, rule.Name);
        var alive = present is { Deleted: false };
        if (alive && string.Equals(present!.Value.Rule.Hash, rule.Hash, StringComparison.Ordinal))
        {
            return present.Value.Rule;
        }

        var number = alive ? present!.Value.Rule.Version : 0;
        if (expectedVersion is { } expected && expected != number)
        {
            throw new RuleConflictException(rule.Scope, rule.Name, expected, number);
        }

        var saved = rule with
        {
            Version = (present?.Rule.Version ?? 0) + 1,
            Enabled = alive ? present!.Value.Rule.Enabled : rule.Enabled,
            SavedAt = rule.SavedAt.ToUniversalTime(),
        };
        _put.With().Text(saved.Scope).Text(saved.Name).Number(saved.Version).Number(saved.Enabled ? 1 : 0).Number(0).Run();
        _insertVersion.With()
            .Text(saved.Scope).Text(saved.Name).Number(saved.Version).Text(saved.Hash).Text(saved.Author).Time(saved.SavedAt).Text(saved.Json)
            .Run();
        _raise.With().Text(saved.Scope).Run();
        return saved;
    }

    public bool Delete(string scope, string rule)
    {
        if (_delete.With().Text(scope).Text(rule).Run() == 0)
        {
            return false;
        }

        settings.Empty(scope, rule);
        schedules.Replace(scope, rule, [], default);
        _raise.With().Text(scope).Run();
        return true;
    }
}

namespace Automation.Storage;

/// <summary>Saves and deletes rules, inside a transaction that is already begun.</summary>
internal sealed class RuleStep(SqliteConnectionHandle connection, ScheduleStep schedules, SettingStep settings, SuggestionStep suggestions, WebhookStep webhooks)
{
    private readonly Statement _put = connection.Prepare(RuleSql.Put);
    private readonly Statement _insertVersion = connection.Prepare(RuleSql.InsertVersion);
    private readonly Statement _delete = connection.Prepare(RuleSql.Delete);
    private readonly Statement _raise = connection.Prepare(RuleSql.RaiseScope);
    private readonly Statement _enable = connection.Prepare(RuleSql.Enable);
    private readonly RuleReader _rules = new(connection);
    private readonly ScopeVersions _scopes = new(connection);

    public StoredRule? Save(RuleSave save)
    {
        var rule = save.Rule;
        var revision = settings.RevisionOf(rule.Scope, rule.Name);
        if (_rules.IsTaken(rule.Scope, rule.Name)
            || save.Schedules.Any(schedule => schedule.Setting != revision) || (save.Setting is { } made && made.Revision != revision)
            || (save.Accepts is { } wanted && !suggestions.IsOpen(rule.Scope, wanted)))
        {
            return null;
        }

        var found = _rules.FindPresent(rule.Scope, rule.Name);
        var present = found is { Deleted: false } ? found.Value.Rule : null;
        if (save.SeenVersion is { } seen && seen != (present?.Version ?? 0))
        {
            return null;
        }

        var saved = save.IsStored(present) ? present : AddVersion(save, present, found?.Rule.Version ?? 0);
        if (save.Disables && saved.Enabled)
        {
            saved = saved with { Enabled = false };
            _enable.With().Number(0).Text(saved.Scope).Text(saved.Name).Run();
        }

        if (save.Accepts is { } accepted)
        {
            suggestions.Accept(accepted, saved);
        }

        if (save.Setting is { } setting)
        {
            settings.Put(setting);
        }

        var added = save.Setting is null ? save.Schedules : [.. save.Schedules.Select(schedule => schedule with { Setting = revision + 1 })];
        schedules.Replace(rule.Scope, rule.Name, added, rule.SavedAt);
        if (saved != present || save.Setting is not null)
        {
            _raise.With().Text(saved.Scope).Run();
        }

        settings.Wake(save.Wakes, rule.SavedAt);

        return saved;
    }

    public bool? Delete(RuleDeletion deletion)
    {
        _scopes.Forget();
        if (deletion.ScopeVersion is { } version && _scopes.Of(deletion.Scope) != version)
        {
            return null;
        }

        var deleted = _delete.With().Text(deletion.Scope).Text(deletion.Rule).Run() > 0;
        if (settings.Empty(deletion.Scope, deletion.Rule) || deleted)
        {
            _raise.With().Text(deletion.Scope).Run();
            settings.Wake(deletion.Wakes, deletion.At);
        }

        if (deleted && !deletion.KeepsSchedules)
        {
            schedules.Replace(deletion.Scope, deletion.Rule, [], default);
        }

        if (deleted && !deletion.KeepsWebhooks)
        {
            webhooks.DeleteOf(deletion.Scope, deletion.Rule);
        }

        return deleted;
    }

    private StoredRule AddVersion(RuleSave save, StoredRule? present, int last)
    {
        var rule = save.Rule;
        if (save.ExpectedVersion is { } expected && expected != (present?.Version ?? 0))
        {
            throw new RuleConflictException(rule.Scope, rule.Name, expected, present?.Version ?? 0);
        }

        var saved = rule with
        {
            Version = last + 1, Enabled = present?.Enabled ?? rule.Enabled, SavedAt = rule.SavedAt.ToUniversalTime(),
        };
        _put.With().Text(saved.Scope).Text(saved.Name).Number(saved.Version).Number(saved.Enabled ? 1 : 0).Number(0).Run();
        _insertVersion.With()
            .Text(saved.Scope).Text(saved.Name).Number(saved.Version).Text(saved.Hash).Text(saved.Author).Time(saved.SavedAt).Text(saved.Json)
            .Run();
        return saved;
    }
}

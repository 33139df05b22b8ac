namespace Automation.Storage;

/// <summary>Changes what scopes set for rules, inside a transaction that is already begun.</summary>
internal sealed class SettingStep(SqliteConnectionHandle connection, ScheduleStep schedules, LiveTable live, ClaimStep claims, PermitStep permits)
{
    private readonly Statement _revision = connection.Prepare(SettingSql.Revision, "rule_setting");
    private readonly Statement _put = connection.Prepare(SettingSql.Put);
    private readonly Statement _empty = connection.Prepare(SettingSql.Empty);
    private readonly Statement _enable = connection.Prepare(RuleSql.Enable);
    private readonly Statement _raise = connection.Prepare(RuleSql.RaiseScope);
    private readonly Statement _hold = connection.Prepare(SettingSql.Hold);
    private readonly Statement _wakeQueued = connection.Prepare(SettingSql.WakeQueued);
    private readonly ScopeVersions _scopes = new(connection);

    public RuleSettingRecord? Save(SettingChange change)
    {
        _scopes.Forget();
        var setting = change.Setting;
        if (_scopes.Of(setting.Scope) != change.ScopeVersion || (change.SharedVersion is { } shared && _scopes.Of(SharedScope.Name) != shared))
        {
            return null;
        }

        var saved = Put(setting);
        _raise.With().Text(saved.Scope).Run();
        if (change.Enabled is { } enabled)
        {
            _enable.With().Number(enabled ? 1 : 0).Text(saved.Scope).Text(saved.Rule).Run();
        }

        if (change.Enabled == true && saved.Scope == SharedScope.Name)
        {
            schedules.PassOver(saved.Rule, saved.SavedAt);
        }

        foreach (var schedule in change.Schedules)
        {
            schedules.Save(schedule with { Setting = saved.Revision }, schedule.Shared, saved.SavedAt, change.Restarts);
        }

        live.Now = saved.SavedAt;
        Wake(change.Wakes, saved.SavedAt);
        if (change.Holds is { } hold)
        {
            Hold(saved, hold);
        }

        return saved;
    }

    public long VersionOf(string scope)
    {
        _scopes.Forget();
        return _scopes.Of(scope);
    }

    /// <summary>What is set from now on, with the next revision.</summary>
    public RuleSettingRecord Put(RuleSettingRecord setting)
    {
        var saved = setting with { Revision = RevisionOf(setting.Scope, setting.Rule) + 1, SavedAt = setting.SavedAt.ToUniversalTime() };
        _put.With().Text(saved.Scope).Text(saved.Rule).Number(saved.Revision).Text(saved.Body).Text(saved.Author).Time(saved.SavedAt).Run();
        return saved;
    }

    /// <summary>Runs that a need holds are woken.</summary>
    public void Wake(string? need, DateTimeOffset now)
    {
        if (need is not null)
        {
            live.Now = now;
            _wakeQueued.With().Text(need).Run();
            claims.WakeNeedy([need], except: [], int.MaxValue, now);
        }
    }

    /// <summary>Nothing is set any more; false when nothing was.</summary>
    public bool Empty(string scope, string rule) => _empty.With().Text(scope).Text(rule).Run() > 0;

    public int RevisionOf(string scope, string rule)
    {
        using var rows = _revision.With().Text(scope).Text(rule).Query();
        return rows.Next() ? rows.Int(0) : 0;
    }

    private void Hold(RuleSettingRecord setting, QueuedHold hold)
    {
        var held = _hold.With()
            .Text(hold.Reason).Text(hold.Need).Time(setting.SavedAt).Text(setting.Scope).Text(setting.Rule).Number((int)TriggerKind.Manual).Time(hold.Since)
            .Run();
        if (held > 0)
        {
            // Those that had a permit gave it back.
            permits.Grant(setting.Scope);
        }
    }
}

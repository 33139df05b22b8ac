namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var setting = change.Setting;
        return Transact(
            data =>
            {
                if (data.Rules.VersionOf(setting.Scope) != change.ScopeVersion || (change.SharedVersion is { } shared && data.Rules.VersionOf(SharedScope.Name) != shared))
                {
                    return null;
                }

                data.Runs.Now = setting.SavedAt;
                data.TellOthers();
                var saved = data.Rules.SaveSetting(setting, change.Enabled);
                foreach (var due in change.Enabled == true && setting.Scope == SharedScope.Name ? data.Schedules.SharedOf(setting.Rule).Where(row => row.NextDue <= setting.SavedAt) : [])
                {
                    data.Schedules.Set(due with { NextDue = null }, data.Undo);
                }

                foreach (var schedule in change.Schedules)
                {
                    data.Schedules.Save(schedule with { Setting = saved.Revision }, setting.SavedAt, data.Undo, change.Restarts);
                }

                Wake(data, setting.Scope, change.Wakes);
                Hold(data, setting, change.Holds);
                return (RuleSettingRecord?)saved;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RuleSettingRecord>> ListSettingsAsync(
        IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Transact<IReadOnlyList<RuleSettingRecord>>(data => [.. data.Rules.SettingsOf(rules, after).Take(limit)], cancellationToken);
    }

    private static void Wake(InMemoryDatabase data, string scope, string? need)
    {
        foreach (var run in need is null ? [] : data.Runs.Newest(scope, null).Where(run => run.Live is { State: LiveState.Queued } live && live.Need == need).ToArray())
        {
            data.Runs.SetLive(run, run.Live! with { Reason = null, Need = null }, data.Undo);
        }

        foreach (var id in need is null ? [] : data.Runs.InNeedOf([need]).Order().ToArray())
        {
            Signals.Wake(data, data.Runs.Find(id)!, held: true, cancel: false);
        }
    }

    private static void Hold(InMemoryDatabase data, RuleSettingRecord setting, QueuedHold? hold)
    {
        if (hold is null)
        {
            return;
        }

        foreach (var run in data.Runs.Newest(setting.Scope, null).Where(run => run.Record.Rule == setting.Rule && HasNotBegun(run, hold.Since)).ToArray())
        {
            var live = run.Live! with { Reason = hold.Reason, Need = hold.Need, HoldsPermit = false };
            data.Runs.SetLive(run, live.State == LiveState.Queued ? live : live with { State = LiveState.Parked }, data.Undo);
        }

        Permits.Grant(data, setting.Scope);
    }

    private static bool HasNotBegun(RunRow run, DateTimeOffset since) =>
        run is { Live: { State: LiveState.Ready or LiveState.Blocked or LiveState.Queued } or { State: LiveState.Parked, Need: SubjectOverrides.Need }, Entries.Count: 0 }
        && run.Signals.All(signal => signal.Key.Kind == SignalKind.Pause)
        && !((run.Record.TriggerKind == TriggerKind.Manual || run.Record.RerunOf is not null) && run.Record.At >= since);
}

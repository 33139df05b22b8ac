using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Json;
using Automation.Matching;
using Automation.Previewing;
using Automation.Running.Needs;
using Automation.Scheduling;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Client;

/// <summary>Changes what a scope has set for a rule: reads, decides, has it stored unless something changed meanwhile, and decides anew then.</summary>
/// <param name="store">The store.</param>
/// <param name="rules">The rules.</param>
/// <param name="finder">Finds schedules.</param>
/// <param name="shared">The schedules of shared rules.</param>
/// <param name="minScheduleInterval">How far apart the occurrences must be that people of a scope may set.</param>
/// <param name="time">The clock.</param>
/// <param name="wake">Called after a change: schedules and parked runs may have something to do.</param>
internal sealed class SettingEditor(IAutomationStore store, RuleDirectory rules, ScheduleFinder finder, SharedSchedules shared, TimeSpan minScheduleInterval, TimeProvider time, Action wake)
{
    /// <param name="scope">The scope.</param>
    /// <param name="name">The rule.</param>
    /// <param name="options">What the caller says about the change; null for nothing.</param>
    /// <param name="change">What is set from now on, by the rule as it is and who changes it. May be called several times.</param>
    /// <param name="enabled">The switch of a stored rule; null leaves it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<RuleSettings> ChangeAsync(
        string scope, string name, SettingOptions? options, Func<ScopedRule, SettingMark, SettingBody> change, bool? enabled, CancellationToken cancellationToken)
    {
        PreviewMark.Refuse("changing what a scope sets for a rule");
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
            if (await TryChangeAsync(scope, index, Find(index, scope, name), options, change, enabled, cancellationToken).ConfigureAwait(false) is { } changed)
            {
                return SettingView.Of(changed, scope, time.GetUtcNow());
            }
        }

        throw Contended(scope, name);
    }

    /// <summary>Checks a report that is to count in a scope, or in all: its event must be one of the scope in which it was made.</summary>
    /// <exception cref="RuleDefinitionException">It does not count there.</exception>
    public async Task CheckPreviewAsync(string scope, PreviewReport report, CancellationToken cancellationToken)
    {
        SettingPreview.Check(report, scope);
        if (report.EventId is { } id && (await store.FindEventAsync(report.Scope, id, cancellationToken).ConfigureAwait(false))?.Type != report.EventType)
        {
            throw SettingPreview.Refused(
                report, $"The preview of rule '{report.Rule}' is of event '{id}' of type {ShortText.Quote(report.EventType ?? "")}, and scope '{report.Scope}' has none such, or no more. Preview the rule with another one.");
        }
    }

    /// <summary>Records a preview, which was checked, of a definition of a rule that is stored, or will be.</summary>
    public async Task<RulePreview> RecordPreviewAsync(string scope, PreviewReport report, SettingOptions? options, CancellationToken cancellationToken)
    {
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
            var recorded = rules.Find(index, report.Rule) is { } rule
                ? (await TryChangeAsync(scope, index, rule, options, (before, mark) => before.Body.With(SettingPreview.Of(report, mark), before.Definition.Hash), null, cancellationToken).ConfigureAwait(false))?.Body
                : await TryRecordAsync(scope, index, report, options, cancellationToken).ConfigureAwait(false);
            if (recorded is not null)
            {
                return recorded.PreviewOf(report.Hash)!.Show();
            }
        }

        throw Contended(scope, report.Rule);
    }

    /// <summary>The previews that are recorded for a rule that is stored, or will be, the newest first.</summary>
    public async Task<IReadOnlyList<RulePreview>> ListPreviewsAsync(string scope, string name, CancellationToken cancellationToken)
    {
        var settings = (await store.LoadRulesAsync(scope, cancellationToken).ConfigureAwait(false)).Settings;
        return [.. (SettingBody.Read(settings.FirstOrDefault(setting => setting.Rule == name)).Previews ?? []).Reverse().Select(seen => seen.Show())];
    }

    /// <summary>The rule as it is in a scope.</summary>
    public async Task<RuleSettings> ReadAsync(string scope, string name, CancellationToken cancellationToken)
    {
        var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        return SettingView.Of(Find(index, scope, name), scope, time.GetUtcNow());
    }

    /// <summary>Deletes a stored rule; runs that its pause holds go on. False when there is none of this name: then what is set for it is forgotten, the previews of drafts.</summary>
    public async Task<bool> DeleteAsync(string scope, string name, CancellationToken cancellationToken)
    {
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            var index = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
            if (index.Common.Has(name) && index.Stored.All(rule => rule.Name != name))
            {
                // What is set belongs to a rule that is not the scope's.
                return false;
            }

            var wakes = NeedOfPause(index.SettingOf(name));
            var deletion = new RuleDeletion
            {
                Scope = scope,
                Rule = name,
                ScopeVersion = index.Version,
                Wakes = wakes,
                KeepsSchedules = scope == SharedScope.Name && rules.TryGetCode(name, out _),
                KeepsWebhooks = rules.TryGetCode(name, out _),
                At = Instant.Whole(time.GetUtcNow()),
            };
            if (await store.DeleteRuleAsync(deletion, cancellationToken).ConfigureAwait(false) is { } deleted)
            {
                if (deleted || wakes is not null)
                {
                    wake();
                }

                return deleted;
            }
        }

        throw Contended(scope, name);
    }

    /// <summary>Takes back all that a scope has set for a shared rule that is no more: runs that its pause holds go on. Not what it has set for one of its own, or for one that all scopes share again.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="name">The rule's name.</param>
    /// <param name="keepsPreviews">Whether previews stay, which may be those of the next rule of this name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task ForgetAsync(string scope, string name, bool keepsPreviews, CancellationToken cancellationToken)
    {
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            var common = await rules.SharedAsync(cancellationToken).ConfigureAwait(false);
            var stored = await store.LoadRulesAsync(scope, cancellationToken).ConfigureAwait(false);
            if (common.Has(name) || stored.Rules.Any(rule => rule.Name == name) || stored.Settings.FirstOrDefault(setting => setting.Rule == name) is not { Body.Length: > 0 } present)
            {
                return;
            }

            var body = keepsPreviews ? SettingBody.Read(present).ForNew.Write() : "";
            if (body == present.Body)
            {
                return;
            }

            var change = new SettingChange
            {
                Setting = present with { Body = body, Author = null, SavedAt = Instant.Whole(time.GetUtcNow()) },
                ScopeVersion = stored.Version,
                SharedVersion = common.Version,
                Wakes = NeedOfPause(present),
            };
            if (await store.SaveSettingAsync(change, cancellationToken).ConfigureAwait(false) is not null)
            {
                wake();
                return;
            }
        }

        throw Contended(scope, name);
    }

    /// <summary>The rule's schedules in a scope, with their next due instants.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="rule">The rule as the scope has it.</param>
    /// <param name="now">The present.</param>
    /// <param name="strict">Whether a schedule that is faulty refuses the change; else it is left as it is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RuleDefinitionException">Some are faulty here: what a placeholder yields is known only now.</exception>
    public async Task<IReadOnlyList<ScheduleRecord>> SchedulesAsync(
        string scope, ScopedRule rule, DateTimeOffset now, bool strict, CancellationToken cancellationToken)
    {
        var schedules = new List<ScheduleRecord>();
        var timetables = new List<Timetable>();
        var faults = new List<RuleFault>();
        var zone = await finder.ZoneOfAsync(scope, cancellationToken).ConfigureAwait(false);
        foreach (var trigger in ScheduleFinder.TriggersOf(rule.Rule))
        {
            try
            {
                var schedule = finder.Find(rule.Rule, trigger, scope, zone);
                if (strict && schedule.Poll is null && schedule.Timetable.Closest(now) is { } closest && closest < minScheduleInterval
                    && !(rule.IsShared && OwnInterval(rule.Definition, trigger, scope, zone, now) <= closest))
                {
                    throw TooFrequent(closest, schedule.Schedule.Form);
                }

                if (schedule.Poll is null)
                {
                    timetables.Add(schedule.Timetable);
                }

                schedules.Add(SharedSchedules.RecordOf(schedule, scope, rule, trigger, now));
            }
            catch (ScheduleException fault)
            {
                faults.Add(new RuleFault
                {
                    Rule = rule.Rule.Name, Message = $"Rule '{rule.Rule.Name}': trigger '{trigger.Id}': {fault.Message}", Code = fault.Code, Pointer = rule.IsShared ? null : PointerOf(rule.Rule, trigger, fault),
                });
            }
        }

        // Schedules that are seldom due are many together. Two at one time, now and then, are none: what counts is the average.
        if (strict && !rule.IsShared && faults.Count == 0 && timetables.Count > 1
            && Timetable.SpanOfMany(timetables, now) is { } span && span < minScheduleInterval * (Timetable.MaxLookedAt - timetables.Count))
        {
            faults.Add(new RuleFault
            {
                Rule = rule.Rule.Name,
                Code = ScheduleCodes.TooFrequent,
                Pointer = $"/{RuleMembers.Triggers}",
                Message = $"Rule '{rule.Rule.Name}': its {timetables.Count} schedules together are due {Timetable.MaxLookedAt} times within {span}; AutomationOptions.MinScheduleInterval of this host allows one every {minScheduleInterval} on the average. Let them be due less often.",
            });
        }

        return strict && faults.Count > 0 ? throw new RuleDefinitionException(faults) : schedules;
    }

    /// <summary>The rule as it is then; null when something changed since it was read, and nothing was stored.</summary>
    private async Task<ScopedRule?> TryChangeAsync(
        string scope, ScopeIndex index, ScopedRule before, SettingOptions? options, Func<ScopedRule, SettingMark, SettingBody> change, bool? enabled, CancellationToken cancellationToken)
    {
        var name = before.Definition.Name;
        CheckRevision(scope, name, options, before.Revision);
        var mark = MarkOf(options);
        var body = change(before, mark);
        var switched = !before.IsShared && enabled != before.Source.Enabled ? enabled : null;
        if (switched is null && body.Write() == before.Body.Write())
        {
            return before;
        }

        var setting = new RuleSettingRecord { Scope = scope, Rule = name, Revision = 0, Body = body.Write(), Author = mark.By, SavedAt = mark.At };
        CheckSize(setting, before.Setting?.Body.Length ?? 0);
        var after = rules.With(before, setting, switched);
        var wanted = await ChangeOfAsync(before, after, index, switched, !ReferenceEquals(body.Parameters, before.Body.Parameters), mark.At, cancellationToken).ConfigureAwait(false);
        if (await store.SaveSettingAsync(wanted, cancellationToken).ConfigureAwait(false) is not { } saved)
        {
            return null;
        }

        _ = await rules.ReloadAsync(scope, cancellationToken).ConfigureAwait(false);
        wake();
        return rules.With(after, saved);
    }

    /// <summary>A preview of a definition whose rule is not saved yet, or cannot be read by this build: what is set from now on. Null when something changed since the scope was read, and nothing was stored.</summary>
    private async Task<SettingBody?> TryRecordAsync(string scope, ScopeIndex index, PreviewReport report, SettingOptions? options, CancellationToken cancellationToken)
    {
        var before = index.SettingOf(report.Rule);
        CheckRevision(scope, report.Rule, options, before?.Revision ?? 0);
        var mark = MarkOf(options);
        var body = SettingBody.Read(before);
        var present = index.FindStored(report.Rule);
        var after = body.With(SettingPreview.Of(report, mark), present?.Hash);
        if (ReferenceEquals(after, body))
        {
            return body;
        }

        if (present is null && body.Previews is null)
        {
            CheckDrafts(scope, index, report.Rule);
        }

        var setting = new RuleSettingRecord { Scope = scope, Rule = report.Rule, Revision = 0, Body = after.Write(), Author = mark.By, SavedAt = mark.At };
        CheckSize(setting, before?.Body.Length ?? 0);
        return await store.SaveSettingAsync(new SettingChange { Setting = setting, ScopeVersion = index.Version }, cancellationToken).ConfigureAwait(false) is null ? null : after;
    }

    /// <summary>They are read with the rules of the scope, and nobody deletes what was never saved.</summary>
    /// <exception cref="RuleDefinitionException">One more is too many.</exception>
    private void CheckDrafts(string scope, ScopeIndex index, string name)
    {
        var drafts = index.Read.Settings
            .Where(setting => setting.Body.Length > 0 && !rules.TryGetCode(setting.Rule, out _) && index.FindStored(setting.Rule) is null)
            .Select(setting => (setting.Rule, SettingBody.Read(setting).Previews)).Where(draft => draft.Previews is { Count: > 0 }).ToList();
        if (drafts.Count >= SettingPreview.MostDrafts)
        {
            throw new RuleDefinitionException([new RuleFault
            {
                Rule = name,
                Code = "too-many-previews",
                Message = $"Rule '{name}' is not saved, and {(scope == SharedScope.Name ? "the store of all scopes" : $"scope '{scope}'")} has previews of {SettingPreview.MostDrafts} rules that are not: the most that are kept. "
                    + $"Save one of them, or have its previews forgotten with DeleteAsync; those of '{drafts.MinBy(draft => draft.Previews![^1].At).Rule}' wait longest.",
            }]);
        }
    }

    private async Task<SettingChange> ChangeOfAsync(
        ScopedRule before, ScopedRule after, ScopeIndex index, bool? switched, bool strict, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var setting = after.Setting!;
        var isDue = setting.Scope != SharedScope.Name && (!after.IsShared || after.OptedIn == true || shared.IsDueIn(setting.Scope, setting.Rule));
        var schedules = isDue || strict ? await SchedulesAsync(setting.Scope, after, now, strict, cancellationToken).ConfigureAwait(false) : [];
        var isPaused = after.Body.Paused is { } && after.Body.Paused != before.Body.Paused && after.IsPausedAt(now);
        return new SettingChange
        {
            Setting = setting,
            ScopeVersion = index.Version,
            SharedVersion = after.Source.Origin == RuleOrigin.Shared ? index.SharedVersion : null,
            Enabled = switched,

            // What is stored for all scopes may stop a rule in one where nothing else does.
            Stops = isPaused || switched == false || (after.RefusalAt(now) is not null && before.RefusalAt(now) is null),
            Schedules = isDue && after.HasSchedulesAt(now) ? schedules : [],
            Restarts = before.RefusalAt(now) is not null,
            Wakes = before.Body.Paused is { } former && former != after.Body.Paused ? NeedOf(setting, former)
                : after.Enabled && !before.Enabled ? Need.Switch(setting.Rule, setting.Scope)
                : null,
            Holds = isPaused && after.Body.Paused is { } pause ? new QueuedHold(pause.DescribePause(), NeedOf(setting, pause), pause.At) : null,
        };
    }

    /// <summary>All of it is read with the rules of the scope. What makes it smaller is always allowed.</summary>
    /// <exception cref="RuleDefinitionException">It is too much.</exception>
    public static void CheckSize(RuleSettingRecord setting, int former)
    {
        if (setting.Body.Length > RuleLimits.Stored.MaxBytes && setting.Body.Length > former)
        {
            throw new RuleDefinitionException([new RuleFault
            {
                Rule = setting.Rule,
                Code = JsonCodes.TooLarge,
                Message = $"Rule '{setting.Rule}': what is set for it in {StoredRules.WordsOf(setting.Scope)} would have {setting.Body.Length} characters; at most {RuleLimits.Stored.MaxBytes} are allowed. {(setting.Scope == SharedScope.Name ? "Give shorter reasons." : "Take something back with ResetAsync.")}",
            }]);
        }
    }

    /// <summary>How far apart the occurrences are that the host itself gave one of its own rules; null when that has none to tell.</summary>
    private TimeSpan? OwnInterval(RuleDefinition rule, TriggerDefinition trigger, string scope, string zone, DateTimeOffset now)
    {
        try
        {
            return finder.Find(rule, trigger, scope, zone).Timetable.Closest(now);
        }
        catch (ScheduleException)
        {
            // With the host's own values it is due in no scope.
            return null;
        }
    }

    /// <summary>Where in a stored rule its schedule says what is wrong.</summary>
    private static string PointerOf(RuleDefinition rule, TriggerDefinition trigger, ScheduleException fault)
    {
        var at = rule.Triggers.TakeWhile(other => other.Id != trigger.Id).Count();
        var config = JsonPointer.Append(JsonPointer.Append($"/{RuleMembers.Triggers}", at), RuleMembers.Config);
        return fault.Member is { } member ? JsonPointer.Append(config, member) : config;
    }

    private ScheduleException TooFrequent(TimeSpan closest, string form) => new(
        ScheduleCodes.TooFrequent,
        $"two of its occurrences are {closest} apart; AutomationOptions.MinScheduleInterval of this host allows {minScheduleInterval} and more. Let it be due less often.",
        form);

    public SettingMark MarkOf(SettingOptions? options) => new()
    {
        At = Instant.Whole(time.GetUtcNow()),
        By = StorableText.Author(options?.Author),
        Reason = StorableText.Reason(options?.Reason),
    };

    private static void CheckRevision(string scope, string name, SettingOptions? options, int present)
    {
        if (options?.ExpectedRevision is { } expected && expected != present)
        {
            throw new RuleSettingsConflictException(scope, name, expected, present);
        }
    }

    private static AutomationUnavailableException Contended(string scope, string name) =>
        new($"The rules of {StoredRules.WordsOf(scope)} changed {RuleDirectory.MaxDecisions} times while rule '{name}' was changed; nothing was stored. Ask again.");

    /// <summary>What the runs need that a rule's pause holds; null when it is not paused.</summary>
    public static string? NeedOfPause(RuleSettingRecord? setting) => SettingBody.Read(setting).Paused is { } pause ? NeedOf(setting!, pause) : null;

    private static string NeedOf(RuleSettingRecord setting, SettingMark pause) => Need.Pause(setting.Rule, setting.Scope, pause.Until);

    private ScopedRule Find(ScopeIndex index, string scope, string name)
    {
        // For all scopes the host's own rules are none: nothing can be set for them there.
        var found = rules.Find(index, name);
        if (found is not null && (scope != SharedScope.Name || !found.IsShared))
        {
            return found;
        }

        if (index.FindStored(name) is null)
        {
            throw index.NotFound(scope, name);
        }

        var (code, why) = found is null ? ("unreadable", "this build cannot read the rule. Ask a host whose build can.")
            : (RuleCodes.NameTaken, "the host's code has a rule of this name, and that one counts. Set what you want for it in its scopes.");
        throw new RuleDefinitionException([new RuleFault { Rule = name, Code = code, Message = $"Rule '{name}': {why}" }]);
    }
}

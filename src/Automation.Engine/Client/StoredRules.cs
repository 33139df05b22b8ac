using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Hosting;
using Automation.Matching;
using Automation.Previewing;
using Automation.Settings;
using Automation.Storage;

namespace Automation.Client;

/// <summary>The stored rules of a scope, or those that all scopes share, which are stored as if <see cref="SharedScope"/> were one.</summary>
internal abstract class StoredRules(string scope, AutomationEngine engine) : IStoredRules
{
    protected AutomationEngine Engine => engine;

    protected string Scope => scope;

    private string Where => WordsOf(scope);

    /// <summary>How messages name a scope.</summary>
    public static string WordsOf(string scope) => scope == SharedScope.Name ? "all scopes" : $"scope '{scope}'";

    public async Task<StoredRule> SaveAsync(string json, RuleSaveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        PreviewMark.Refuse("saving a rule");
        return await SaveAsync(engine.Parts.RuleReader.Read(json), RuleSaving.Of(options), cancellationToken).ConfigureAwait(false);
    }

    public async Task<RuleCheck> CheckAsync(string json, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        var read = engine.Parts.RuleReader.Read(json);
        var faults = read.Faults;
        try
        {
            if (read.Rule is { } rule)
            {
                _ = await PrepareAsync(rule, RuleSaving.Of(null), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (RuleDefinitionException refused)
        {
            faults = refused.Faults;
        }

        return new RuleCheck
        {
            Rule = read.Rule?.Name ?? faults.Select(fault => fault.Rule).FirstOrDefault(name => name.Length > 0) ?? "", Hash = faults.Count > 0 ? null : read.Rule?.Hash, Faults = faults, Warnings = read.Warnings,
        };
    }

    public async Task<RulePreview> RecordPreviewAsync(PreviewReport report, SettingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        PreviewMark.Refuse("recording a preview");
        await engine.Parts.Settings.CheckPreviewAsync(scope, report, cancellationToken).AskAsync().ConfigureAwait(false);
        if (engine.Parts.Rules.TryGetCode(report.Rule, out _))
        {
            throw new RuleDefinitionException([new RuleFault
            {
                Rule = report.Rule, Code = RuleCodes.NotStored, Message = $"Rule '{report.Rule}' is the host's own, and is not saved. Record the preview with Rule(\"{report.Rule}\").RecordPreviewAsync.",
            }]);
        }

        return await engine.Parts.Settings.RecordPreviewAsync(scope, report, options, cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public Task<IReadOnlyList<RulePreview>> ListPreviewsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return engine.Parts.Settings.ListPreviewsAsync(scope, name, cancellationToken).AskAsync();
    }

    public async Task<StoredRule> DuplicateAsync(string name, string newName, RuleSaveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(newName);
        var saving = RuleSaving.OfNew(options);
        PreviewMark.Refuse("saving a rule");
        if (engine.Parts.Rules.TryGetCode(name, out _))
        {
            throw new RuleDefinitionException([new RuleFault
            {
                Rule = name,
                Code = RuleCodes.NotStored,
                Message = $"Rule '{name}' is the host's own, and only a stored rule has copies. Save what Rule(\"{name}\").ExportAsync() answers, under another name.",
            }]);
        }

        var rule = await FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? await FindSharedAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw (await engine.Parts.Rules.ReloadAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false)).NotFound(scope, name);
        var copy = JsonNode.Parse(rule.Json)!.AsObject();
        copy[RuleMembers.Name] = newName;
        return await SaveAsync(engine.Parts.RuleReader.Read(copy.ToJsonString()), saving, cancellationToken).ConfigureAwait(false);
    }

    public async Task<StoredRule> SaveFromAsync(
        string template, string newName, IReadOnlyDictionary<string, JsonElement> parameters, RuleSaveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentException.ThrowIfNullOrEmpty(newName);
        ArgumentNullException.ThrowIfNull(parameters);
        var saving = RuleSaving.OfNew(options);
        PreviewMark.Refuse("saving a rule");
        var rule = RuleTemplate.Fill(RuleJsonWriter.Show(engine.Parts.RuleReader.Read(template).RuleOrThrow()), newName, parameters);
        return await SaveAsync(engine.Parts.RuleReader.Read(rule), saving, cancellationToken).ConfigureAwait(false);
    }

    public async Task<string> ExportAsync(RuleExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        var index = await engine.Parts.Rules.ReloadAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false);
        var now = engine.Time.GetUtcNow();
        return RuleExport.Write(index.Stored.Select(
            rule => (rule, options?.Settings == true && index.ByName.GetValueOrDefault(rule.Name) is { } scoped ? SettingJson.Write(scoped, engine.Json, now) : "")));
    }

    public async Task<IReadOnlyList<RuleImport>> ImportAsync(string json, RuleImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        options ??= new RuleImportOptions();
        if (!options.DryRun)
        {
            PreviewMark.Refuse("saving rules");
        }

        var present = (await ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(rule => rule.Name, StringComparer.Ordinal);
        var imports = new List<RuleImport>();
        var rules = RuleExport.Read(json);
        try
        {
            foreach (var exported in rules)
            {
                imports.Add(await ImportAsync(exported, present, imports, options, cancellationToken).ConfigureAwait(false));
            }

            if (!options.DryRun)
            {
                await SavedAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Also for what was saved before it was stopped.
            engine.Parts.Schedules.Wake();
        }

        return imports;
    }

    public async Task<Page<StoredRule, int>> ListVersionsAsync(string name, int? after = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        PageLimit.Check(limit, 200, "The limit", nameof(limit));
        var versions = await engine.Parts.Store.ListRuleVersionsAsync(scope, name, after, limit, cancellationToken).AskAsync().ConfigureAwait(false);

        // The first version is the last of the list.
        return new() { Items = versions, Next = versions is [.., { Version: > 1 and var last }] && versions.Count == limit ? last : null };
    }

    public async Task<IReadOnlyList<RuleChange>> CompareAsync(string name, int before, int after, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return RuleDiff.Of(
            await ReadAsync(name, before, nameof(before), cancellationToken).ConfigureAwait(false),
            await ReadAsync(name, after, nameof(after), cancellationToken).ConfigureAwait(false));
    }

    public async Task<StoredRule?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(rule => rule.Name == name);
    }

    public async Task<IReadOnlyList<StoredRule>> ListAsync(CancellationToken cancellationToken = default) =>
        (await engine.Parts.Store.LoadRulesAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false)).Rules;

    public virtual async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        PreviewMark.Refuse("deleting a rule");
        return await engine.Parts.Settings.DeleteAsync(scope, name, cancellationToken).AskAsync().ConfigureAwait(false);
    }

    /// <summary>A rule that could be saved here.</summary>
    /// <exception cref="RuleDefinitionException">It has faults.</exception>
    public async Task<RuleJsonResult> ReadSoundAsync(string json, CancellationToken cancellationToken)
    {
        var read = engine.Parts.RuleReader.Read(json);
        _ = await PrepareAsync(read.RuleOrThrow(), RuleSaving.Of(null), cancellationToken).ConfigureAwait(false);
        return read;
    }

    /// <summary>Saves a rule, given in its canonical form, as the saving has it; null when what that was decided by is not so any more, and nothing was stored.</summary>
    /// <exception cref="RuleDefinitionException">It has faults.</exception>
    public async Task<StoredRule?> TryMakeAsync(string json, RuleSaving saving, CancellationToken cancellationToken)
    {
        var read = engine.Parts.RuleReader.ReadExported(json);
        var (saved, _, _) = await TryStoreAsync(read.RuleOrThrow(), saving, cancellationToken).ConfigureAwait(false);
        return saved is null ? null : await AfterAsync(saved, read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why no rule of this name can be saved here: the second half of a fault. Null when one can.</summary>
    protected abstract Task<string?> TakenByAsync(string name, ScopeIndex present, CancellationToken cancellationToken);

    /// <summary>Before a rule is saved of whose name there is none.</summary>
    protected virtual Task BeforeNewAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After rules were saved. The token only ends the waiting: they are stored.</summary>
    protected abstract Task SavedAsync(CancellationToken cancellationToken);

    /// <summary>A rule that a scope may copy, though it is stored for all; null when there is none.</summary>
    private async Task<StoredRule?> FindSharedAsync(string name, CancellationToken cancellationToken) =>
        (await engine.Parts.Rules.SharedAsync(cancellationToken).AskAsync().ConfigureAwait(false)).FindStored(name);

    private async Task<RuleImport> ImportAsync(
        ExportedRule exported, Dictionary<string, StoredRule> present, List<RuleImport> before, RuleImportOptions options, CancellationToken cancellationToken)
    {
        var (name, part) = ("", "/rule");
        try
        {
            var read = engine.Parts.RuleReader.ReadExported(exported.Json);
            var rule = read.RuleOrThrow();
            name = rule.Name;
            if (before.Exists(other => other.Name == name))
            {
                throw new RuleDefinitionException([new RuleFault { Rule = name, Code = RuleCodes.NameTaken, Message = $"Rule '{name}' is in the document twice. Leave one of them out.", Pointer = "/name" }]);
            }

            part = "/settings";
            var settings = exported.Settings is { } set ? SettingJson.Read(rule, set, engine.Json, engine.Time.GetUtcNow()) : null;
            if (scope == SharedScope.Name && settings is not (null or { OptedIn: null, OptedOut: null, Paused: null, Parameters: null, Guards: null }))
            {
                throw new RuleDefinitionException([new RuleFault
                {
                    Rule = name, Code = "not-for-all", Message = $"Rule '{name}': opt-in, pause, parameters and guards are what a scope sets, and cannot be set for all. Change the rule itself, or leave the settings out.",
                }]);
            }

            part = "/rule";
            var saving = new RuleSaving(options.Author, options.KeepExisting ? null : present.GetValueOrDefault(name)?.Version ?? 0, options.Disabled)
            {
                KeepsExisting = options.KeepExisting, Enabled = exported.Enabled, Settings = settings,
            };

            // What is said is what was decided last, not what was read first.
            var (_, seen) = options.DryRun ? await PrepareAsync(rule, saving, cancellationToken).ConfigureAwait(false) : default;
            var saved = (StoredRule?)null;
            if (!options.DryRun)
            {
                (saved, _, seen) = await StoreAsync(rule, saving, cancellationToken).ConfigureAwait(false);
            }

            return new RuleImport
            {
                Name = name,
                Status = seen is null ? RuleImportStatus.New
                    : seen.Hash == rule.Hash && seen.Json == JsonOf(rule, seen) ? RuleImportStatus.Same
                    : options.KeepExisting ? RuleImportStatus.Kept : RuleImportStatus.Changed,
                Version = (saved ?? seen)?.Version,
                TookSettings = seen is null && settings is not null,
                Warnings = [.. read.Warnings.Select(warning => warning with { Pointer = exported.Pointer + part + warning.Pointer })],
            };
        }
        catch (RuleDefinitionException refused)
        {
            return new RuleImport
            {
                Name = refused.Faults.Select(fault => fault.Rule).FirstOrDefault(named => named.Length > 0) ?? name,
                Status = RuleImportStatus.Refused,
                Faults = [.. refused.Faults.Select(fault => fault with { Pointer = exported.Pointer + part + fault.Pointer })],
            };
        }
        catch (RuleConflictException conflict)
        {
            // Somebody saved it meanwhile.
            return new RuleImport { Name = name, Status = RuleImportStatus.Refused, Faults = [new RuleFault { Rule = name, Code = "conflict", Message = conflict.Message, Pointer = exported.Pointer + part }] };
        }
    }

    private async Task<StoredRule> SaveAsync(RuleJsonResult read, RuleSaving saving, CancellationToken cancellationToken)
    {
        var (saved, save, _) = await StoreAsync(read.RuleOrThrow(), saving, cancellationToken).ConfigureAwait(false);
        return save is null ? saved : await AfterAsync(saved, read, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredRule> AfterAsync(StoredRule saved, RuleJsonResult read, CancellationToken cancellationToken)
    {
        await SavedAsync(cancellationToken).ConfigureAwait(false);
        engine.Parts.Schedules.Wake();
        return read.Warnings.Count == 0 ? saved : saved with { Warnings = read.Warnings };
    }

    /// <summary>Answers what is stored, with what it was stored (null when what was there is kept), and the version that was present when that was decided; null for none.</summary>
    private async Task<(StoredRule Saved, RuleSave? Save, StoredRule? Before)> StoreAsync(RuleDefinition rule, RuleSaving saving, CancellationToken cancellationToken)
    {
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            if (await TryStoreAsync(rule, saving, cancellationToken).ConfigureAwait(false) is { Saved: { } saved } stored)
            {
                return (saved, stored.Save, stored.Before);
            }
        }

        throw new AutomationUnavailableException($"Rule '{rule.Name}' of {Where}, or what is set for it, changed {RuleDirectory.MaxDecisions} times while the rule was saved; nothing was stored. Save it again.");
    }

    /// <summary>
    /// Nothing is saved when what the scope has set for the rule changed meanwhile, since its schedules are made with that; when somebody else saved it; when somebody else took the name; or when the suggestion is not as it was.
    /// </summary>
    private async Task<(StoredRule? Saved, RuleSave? Save, StoredRule? Before)> TryStoreAsync(RuleDefinition rule, RuleSaving saving, CancellationToken cancellationToken)
    {
        var (save, before) = await PrepareAsync(rule, saving, cancellationToken).ConfigureAwait(false);
        if (save is null)
        {
            return (before, null, before);
        }

        if (before is null)
        {
            await BeforeNewAsync(rule.Name, cancellationToken).ConfigureAwait(false);
        }

        var saved = await engine.Parts.Store.SaveRuleAsync(save, cancellationToken).AskAsync().ConfigureAwait(false);
        if (saved is not null)
        {
            if (save.Wakes is not null)
            {
                engine.Parts.Dispatcher.Wake();
            }

            engine.WarnOfWhatIsNotEnforced([rule], engine.Parts.Costs.Costs);
        }

        return (saved, save, before);
    }

    /// <summary>Checks what only this scope and this host know, and decides what is stored by what is present; null when that is kept.</summary>
    /// <exception cref="RuleDefinitionException">The rule cannot be stored here.</exception>
    private async Task<(RuleSave? Save, StoredRule? Present)> PrepareAsync(RuleDefinition rule, RuleSaving saving, CancellationToken cancellationToken)
    {
        if (engine.Parts.Rules.TryGetCode(rule.Name, out _))
        {
            throw Taken(rule.Name, "the host's code has a rule of this name. Choose another name.");
        }

        var index = await engine.Parts.Rules.ReloadAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false);
        if (await TakenByAsync(rule.Name, index, cancellationToken).ConfigureAwait(false) is { } why)
        {
            throw Taken(rule.Name, why);
        }

        var present = index.Stored.FirstOrDefault(one => one.Name == rule.Name);
        if (saving.Accepts is not null && present is not null)
        {
            throw Taken(rule.Name, $"{Where} has a rule of this name. Choose another name (SuggestionAcceptOptions.Name).");
        }

        if (saving.KeepsExisting && present is not null)
        {
            return (null, present);
        }

        var before = index.SettingOf(rule.Name);
        var mark = engine.Parts.Settings.MarkOf(new() { Author = saving.Author });
        var setting = SettingOf(rule.Name, saving, present, before, mark);
        var scoped = engine.Parts.Rules.Stored(rule, enabled: true, setting ?? before);
        var save = new RuleSave
        {
            Rule = new StoredRule
            {
                Scope = scope,
                Name = rule.Name,
                Version = 0,
                Hash = rule.Hash,
                Enabled = saving is { Enabled: true, Disabled: false } && !scoped.AwaitsPreview,
                Json = JsonOf(rule, present),
                Author = mark.By,
                SavedAt = mark.At,
            },
            Schedules = await engine.Parts.Settings.SchedulesAsync(scope, scoped, mark.At, strict: true, cancellationToken).ConfigureAwait(false),
            ExpectedVersion = saving.ExpectedVersion,

            // A save that replaces whatever is there, and sets nothing, is right for whatever is there.
            SeenVersion = setting is null && saving is { ExpectedVersion: null, Accepts: null, KeepsExisting: false } ? null : present?.Version ?? 0,
            Disables = saving.Disabled,
            Accepts = saving.Accepts,
            Setting = setting,
            Wakes = present is null ? SettingEditor.NeedOfPause(before) : null,
        };
        return (save, present);
    }

    /// <summary>The rule as it is stored: what differs from the present version in the order of members only is that version.</summary>
    private static string JsonOf(RuleDefinition rule, StoredRule? present)
    {
        var json = RuleJsonWriter.Show(rule);
        return present?.Hash == rule.Hash && RuleDiff.Of(present.Json, json).Count == 0 ? present.Json : json;
    }

    /// <summary>
    /// What the scope sets from now on for a rule that is saved; null when that stays as it is. For a new one only previews count that were recorded before it: the rest was set for another rule that had the name.
    /// </summary>
    private RuleSettingRecord? SettingOf(string name, RuleSaving saving, StoredRule? present, RuleSettingRecord? before, SettingMark mark)
    {
        var body = SettingBody.Read(before);
        var after = present is not null ? body
            : saving.Settings is { } settings ? settings with { Previews = body.Previews, Disabled = saving.Enabled ? null : settings.Disabled }
            : body.ForNew;
        if (present is null ? saving.Disabled || !saving.Enabled : saving.Disabled && present.Enabled)
        {
            after = after with { Disabled = after.Disabled ?? mark };
        }

        if (after.Write() == body.Write())
        {
            return null;
        }

        var setting = new RuleSettingRecord { Scope = scope, Rule = name, Revision = before?.Revision ?? 0, Body = after.Write(), Author = mark.By, SavedAt = mark.At };
        SettingEditor.CheckSize(setting, before?.Body.Length ?? 0);
        return setting;
    }

    private static RuleDefinitionException Taken(string name, string why) => new([new RuleFault { Rule = name, Code = RuleCodes.NameTaken, Message = $"Rule '{name}': {why}", Pointer = "/name" }]);

    /// <summary>A rule that is to be saved, with what the scope has set for one of its name. Of another that had it and is gone, something may be left.</summary>
    protected ScopedRule InScope(RuleDefinition rule, ScopeIndex index)
    {
        var setting = index.SettingOf(rule.Name);
        var isNew = !index.Common.Has(rule.Name) && index.FindStored(rule.Name) is null;
        return engine.Parts.Rules.Stored(rule, enabled: true, isNew && setting is not null ? setting with { Body = SettingBody.Read(setting).ForNew.Write() } : setting);
    }

    private async Task<string> ReadAsync(string name, int version, string parameter, CancellationToken cancellationToken)
    {
        if (version is > 0 and < int.MaxValue
            && await engine.Parts.Store.ListRuleVersionsAsync(scope, name, version + 1, 1, cancellationToken).AskAsync().ConfigureAwait(false) is [var found]
            && found.Version == version)
        {
            return found.Json;
        }

        throw new ArgumentOutOfRangeException(parameter, version, $"Rule '{name}' of {Where} has no version {version}. ListVersionsAsync has those that it has.");
    }
}

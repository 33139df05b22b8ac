using System.Data;
using System.Globalization;
using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<ScopeRules> LoadRulesAsync(string scope, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) ? Task.FromResult(new ScopeRules(0, [])) : ReadAsync(async connection =>
        {
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                var versions = await AllAsync(connection, _ruleSql.ScopeVersions, row => (Scope: row.GetString(0), Version: row.GetInt64(1)), cancellationToken, scope).ConfigureAwait(false);
                var number = versions.Find(version => version.Scope == scope).Version;
                var shared = versions.Find(version => version.Scope == SharedScope.Name).Version;
                var rules = await AllAsync(connection, _ruleSql.List, ReadRule, cancellationToken, scope).ConfigureAwait(false);

                // The database orders by bytes; the port by UTF-16, as string.CompareOrdinal does. They differ beyond the basic plane.
                rules.Sort((left, right) => string.CompareOrdinal(left.Rule.Name, right.Rule.Name));
                var overrides = await AllAsync(connection, _overrideSql.List, ReadOverride, cancellationToken, scope).ConfigureAwait(false);
                overrides.Sort((left, right) => string.CompareOrdinal(left.Subject, right.Subject));
                var settings = await AllAsync(connection, _settingSql.Of, ReadSetting, cancellationToken, scope).ConfigureAwait(false);
                settings.Sort((left, right) => string.CompareOrdinal(left.Rule, right.Rule));
                var breakers = await AllAsync(connection, _breakerSql.List, ReadBreaker, cancellationToken, scope).ConfigureAwait(false);
                breakers.Sort((left, right) => string.CompareOrdinal(left.Rule, right.Rule));
                return new ScopeRules(number, rules.ConvertAll(stored => stored.Rule)) { SharedVersion = shared, Overrides = overrides, Settings = settings, Breakers = breakers };
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ListDeletedRulesAsync(string scope, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) ? Task.FromResult<IReadOnlyList<StoredRule>>([]) : ReadAsync<IReadOnlyList<StoredRule>>(
            async connection => [.. (await AllAsync(connection, _ruleSql.Deleted, ReadRule, cancellationToken, scope).ConfigureAwait(false)).Select(stored => stored.Rule).OrderBy(rule => rule.Name, StringComparer.Ordinal)],
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, long>> ReadScopeVersionsAsync(IReadOnlyCollection<string> scopes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return ReadAsync<IReadOnlyDictionary<string, long>>(
            async connection => (await AllAsync(
                connection, _ruleSql.VersionsOf, row => (Scope: row.GetString(0), Version: row.GetInt64(1)), cancellationToken, (object)scopes.Where(PostgresText.CanKeep).ToArray()).ConfigureAwait(false))
                .ToDictionary(one => one.Scope, one => one.Version, StringComparer.Ordinal),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> FindRuleVersionAsync(string scope, string rule, string hash, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) || !PostgresText.CanKeep(rule) || !PostgresText.CanKeep(hash) ? Task.FromResult<StoredRule?>(null) : ReadAsync(
            async connection => (await FirstAsync(connection, _ruleSql.FindVersion, ReadRule, cancellationToken, scope, rule, hash).ConfigureAwait(false))?.Rule,
            cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindRuleScopeAsync(string rule, CancellationToken cancellationToken) => !PostgresText.CanKeep(rule) ? Task.FromResult<string?>(null) : ReadAsync(
        async connection => await FirstAsync(connection, _ruleSql.FindScope, row => row.GetString(0), cancellationToken, rule).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRule>> ListRuleVersionsAsync(string scope, string rule, int? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return !PostgresText.CanKeep(scope) || !PostgresText.CanKeep(rule) ? Task.FromResult<IReadOnlyList<StoredRule>>([]) : ReadAsync<IReadOnlyList<StoredRule>>(
            async connection => (await AllAsync(connection, _ruleSql.ListVersions, ReadRule, cancellationToken, scope, rule, (long?)before, limit).ConfigureAwait(false))
                .ConvertAll(stored => stored.Rule),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredRule?> SaveRuleAsync(RuleSave save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(save);
        var rule = save.Rule;
        foreach (var (text, what) in ((string?, string)[])
            [(rule.Scope, "scope"), (rule.Name, "rule's name"), (rule.Hash, "rule's hash"), (rule.Json, "rule"), (rule.Author, "author"), (save.Setting?.Body, "setting"), (save.Setting?.Author, "author")])
        {
            PostgresText.Check(text, what);
        }

        return ChangeAsync("Saving a rule failed", rule.Scope, (connection, _) => SaveAsync(connection, save, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool?> DeleteRuleAsync(RuleDeletion deletion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deletion);
        var (scope, rule) = (deletion.Scope, deletion.Rule);
        return !PostgresText.CanKeep(scope) || !PostgresText.CanKeep(rule) ? Task.FromResult<bool?>(false) : ChangeAsync<bool?>(
            "Deleting a rule failed",
            scope,
            async (connection, version) =>
            {
                if (deletion.ScopeVersion is { } seen && seen != version)
                {
                    return (null, false);
                }

                var deleted = await RunAsync(connection, _ruleSql.Delete, cancellationToken, scope, rule).ConfigureAwait(false) == 1;
                var changed = await RunAsync(connection, _settingSql.Empty, cancellationToken, scope, rule).ConfigureAwait(false) > 0 || deleted;
                if (deleted)
                {
                    if (!deletion.KeepsSchedules)
                    {
                        await RemoveOthersAsync(connection, scope, rule, [], cancellationToken).ConfigureAwait(false);
                    }

                    if (!deletion.KeepsWebhooks)
                    {
                        await DeleteWebhooksAsync(connection, scope, rule, cancellationToken).ConfigureAwait(false);
                    }

                    await MeetBeginsAsync(connection, scope, cancellationToken).ConfigureAwait(false);
                }

                if (changed)
                {
                    await MoveRunsAsync(connection, scope, rule, deletion.Wakes, null, deletion.At, cancellationToken).ConfigureAwait(false);
                }

                return (deleted, changed);
            },
            cancellationToken);
    }

    private async Task<(StoredRule? Saved, bool Changed)> SaveAsync(NpgsqlConnection connection, RuleSave save, CancellationToken cancellationToken)
    {
        var rule = save.Rule;
        if (await IsTakenAsync(connection, rule.Scope, rule.Name, cancellationToken).ConfigureAwait(false))
        {
            return (null, false);
        }

        var found = await FirstAsync(connection, _ruleSql.Present, ReadRule, cancellationToken, rule.Scope, rule.Name).ConfigureAwait(false);
        var present = found is { Deleted: false } ? found.Rule : null;
        if (save.SeenVersion is { } seen && seen != (present?.Version ?? 0))
        {
            return (null, false);
        }

        if (save.Schedules.Count > 0 || save.Setting is not null)
        {
            var revisions = await AllAsync(connection, _settingSql.Revision, row => row.GetInt32(0), cancellationToken, rule.Scope, rule.Name).ConfigureAwait(false);
            if (save.Schedules.Any(schedule => schedule.Setting != revisions.FirstOrDefault()) || (save.Setting is { } made && made.Revision != revisions.FirstOrDefault()))
            {
                return (null, false);
            }
        }

        var schedules = save.Schedules;
        if (save.Setting is { } setting)
        {
            var revision = await PutAsync(connection, setting, cancellationToken).ConfigureAwait(false);
            schedules = [.. schedules.Select(schedule => schedule with { Setting = revision })];
        }

        var edited = await RemoveOthersAsync(connection, rule.Scope, rule.Name, schedules, cancellationToken).ConfigureAwait(false)
            + (rule.Scope == SharedScope.Name ? 0 : await SaveAsync(connection, schedules, shared: false, rule.SavedAt, cancellationToken).ConfigureAwait(false));
        var saved = save.IsStored(present) ? present
            : await AddVersionAsync(connection, save, present, found?.Rule.Version ?? 0, cancellationToken).ConfigureAwait(false);
        if (save.Accepts is { } accepted && await RunAsync(
            connection, _suggestionSql.Accept, cancellationToken,
            rule.Scope, accepted.Id.Value, accepted.Revision, PostgresTime.Encode(saved.SavedAt), saved.Author, saved.Name, saved.Version).ConfigureAwait(false) == 0)
        {
            return (null, false);
        }

        if (save.Disables)
        {
            if (saved.Enabled)
            {
                saved = saved with { Enabled = false };
                await RunAsync(connection, _ruleSql.Enable, cancellationToken, saved.Scope, saved.Name, false).ConfigureAwait(false);
            }

            await MeetBeginsAsync(connection, rule.Scope, cancellationToken).ConfigureAwait(false);
        }

        await MoveRunsAsync(connection, rule.Scope, rule.Name, save.Wakes, null, rule.SavedAt, cancellationToken).ConfigureAwait(false);
        return (saved, saved != present || save.Setting is not null || edited > 0);
    }

    private async Task<StoredRule> AddVersionAsync(NpgsqlConnection connection, RuleSave save, StoredRule? present, int last, CancellationToken cancellationToken)
    {
        var rule = save.Rule;
        if (save.ExpectedVersion is { } expected && expected != (present?.Version ?? 0))
        {
            throw new RuleConflictException(rule.Scope, rule.Name, expected, present?.Version ?? 0);
        }

        var saved = rule with { Version = last + 1, Enabled = present?.Enabled ?? rule.Enabled, SavedAt = rule.SavedAt.ToUniversalTime() };
        using var put = Command(connection, _ruleSql.Put, saved.Scope, saved.Name, (long)saved.Version, saved.Enabled);
        await put.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        using var insert = Command(
            connection, _ruleSql.InsertVersion, saved.Scope, saved.Name, (long)saved.Version, saved.Hash, saved.Author, PostgresTime.Encode(saved.SavedAt), saved.Json);
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return saved;
    }

    /// <summary>From here on nothing of the scope begins that does not know of the change, once this is stored; and what began before is seen. A change of what all scopes share meets all of them.</summary>
    private Task<int> MeetBeginsAsync(NpgsqlConnection connection, string scope, CancellationToken cancellationToken) =>
        RunAsync(connection, _ruleSql.MeetBegins, cancellationToken, scope == SharedScope.Name ? MeetWaitsStatement.KeysOfScopes : [MeetWaitsStatement.KeyOf(scope)]);

    /// <summary>Takes the schedules of other triggers from a rule; from one that all scopes share, in all of them.</summary>
    private Task<int> RemoveOthersAsync(NpgsqlConnection connection, string scope, string rule, IReadOnlyList<ScheduleRecord> schedules, CancellationToken cancellationToken)
    {
        var triggers = schedules.Select(schedule => schedule.Trigger).ToArray();
        return scope == SharedScope.Name
            ? RunAsync(connection, _scheduleSql.RemoveOthersOfShared, cancellationToken, rule, triggers)
            : RunAsync(connection, _scheduleSql.RemoveOthers, cancellationToken, scope, rule, triggers);
    }

    /// <summary>Whether a name is a shared rule's and this one is a scope's, or the other way round. Until the end nobody else saves a rule of the name.</summary>
    private async Task<bool> IsTakenAsync(NpgsqlConnection connection, string scope, string rule, CancellationToken cancellationToken)
    {
        await RunAsync(connection, _ruleSql.LockName, cancellationToken, unchecked((int)SpreadHash.Of(rule))).ConfigureAwait(false);
        return await FirstAsync(connection, scope == SharedScope.Name ? _ruleSql.FindScope : _ruleSql.HasShared, row => row.GetString(0), cancellationToken, rule).ConfigureAwait(false) is not null;
    }

    /// <summary>Whether what all scopes share is at this version, and stays there until the end of the transaction. Before the first shared rule there is nothing to be held.</summary>
    private async Task<bool> HoldSharedAsync(NpgsqlConnection connection, long version, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _ruleSql.HoldShared);
        return (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0) == version;
    }

    private async Task<long> VersionAsync(NpgsqlConnection connection, string scope, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _ruleSql.ScopeVersion, scope);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long? ?? 0;
    }

    private Task<T> ChangeAsync<T>(string what, string scope, Func<NpgsqlConnection, Task<(T Result, bool Changed)>> change, CancellationToken cancellationToken) =>
        ChangeAsync(what, scope, (connection, _) => change(connection), cancellationToken);

    /// <summary>Changes rules of a scope, by the version that it has, and raises it; nothing is stored, the version included, when nothing changed.</summary>
    private Task<T> ChangeAsync<T>(string what, string scope, Func<NpgsqlConnection, long, Task<(T Result, bool Changed)>> change, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return WriteOnPoolAsync(what, async connection =>
        {
            var transaction = await BeginChangeAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                using var raise = Command(connection, _ruleSql.RaiseScope, scope);
                var raised = (long)(await raise.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
                var (result, changed) = await change(connection, raised - 1).ConfigureAwait(false);
                if (changed)
                {
                    await HintAsync(connection).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
                }

                return result;
            }
        }, cancellationToken);
    }

    /// <summary>
    /// Begins a change that may hold locks for which whoever begins runs waits, in a quarter of all scopes or in all: a host that stands still in the middle of it loses them soon, and one that does not get them gives up.
    /// </summary>
    private async Task<NpgsqlTransaction> BeginChangeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, _ruleSql.Limit, cancellationToken, ((int)options.Patience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        return transaction;
    }

    private async Task<T> WriteOnPoolAsync<T>(string what, Func<NpgsqlConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw PostgresFaults.OfRead(fault, what);
        }

        await using (connection.ConfigureAwait(false))
        {
            try
            {
                return await write(connection).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
            {
                throw PostgresFaults.OfWrite(fault, what);
            }
        }
    }

    private static RuleRead ReadRule(NpgsqlDataReader row) => new(
        new StoredRule
        {
            Scope = row.GetString(0),
            Name = row.GetString(1),
            Version = checked((int)row.GetInt64(2)),
            Hash = row.GetString(3),
            Enabled = row.GetBoolean(4),
            Author = row.IsDBNull(5) ? null : row.GetString(5),
            SavedAt = PostgresTime.Decode(row.GetDateTime(6)),
            Json = row.GetString(7),
        },
        row.GetBoolean(8));

    private sealed record RuleRead(StoredRule Rule, bool Deleted);
}

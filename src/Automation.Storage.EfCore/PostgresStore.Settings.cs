using System.Data;
using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<RuleSettingRecord?> SaveSettingAsync(SettingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var setting = change.Setting;
        foreach (var (text, what) in ((string?, string)[])[(setting.Scope, "scope"), (setting.Rule, "rule's name"), (setting.Body, "setting"), (setting.Author, "author"), (change.Holds?.Reason, "reason")])
        {
            PostgresText.Check(text, what);
        }

        ThrowIfNotOpen();
        return WriteOnPoolAsync("Changing a setting failed", connection => SaveAsync(connection, change, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RuleSettingRecord>> ListSettingsAsync(
        IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<RuleSettingRecord>>(
            async connection => await AllAsync(
                connection, _settingSql.List, ReadSetting, cancellationToken,
                rules.Where(PostgresText.CanKeep).ToArray(), after?.Scope ?? "", after?.Rule ?? "", (long)limit).ConfigureAwait(false),
            cancellationToken);
    }

    private async Task<RuleSettingRecord?> SaveAsync(NpgsqlConnection connection, SettingChange change, CancellationToken cancellationToken)
    {
        var setting = change.Setting;
        var transaction = await BeginChangeAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var raise = Command(connection, _ruleSql.RaiseScope, setting.Scope);
            if (await raise.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long version || version != change.ScopeVersion + 1
                || (change.SharedVersion is { } shared && !await HoldSharedAsync(connection, shared, cancellationToken).ConfigureAwait(false)))
            {
                await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }

            var revision = await PutAsync(connection, setting, cancellationToken).ConfigureAwait(false);
            if (change.Enabled is { } enabled)
            {
                await RunAsync(connection, _ruleSql.Enable, cancellationToken, setting.Scope, setting.Rule, enabled).ConfigureAwait(false);
            }

            if (change.Enabled == true && setting.Scope == SharedScope.Name)
            {
                await RunAsync(connection, _scheduleSql.PassOverShared, cancellationToken, setting.Rule, ClockOf(setting.SavedAt)).ConfigureAwait(false);
            }

            foreach (var kind in change.Schedules.GroupBy(schedule => schedule.Shared))
            {
                await SaveAsync(
                    connection, [.. kind.Select(schedule => schedule with { Setting = revision })], kind.Key, setting.SavedAt, cancellationToken, change.Restarts).ConfigureAwait(false);
            }

            if (change.Stops)
            {
                await MeetBeginsAsync(connection, setting.Scope, cancellationToken).ConfigureAwait(false);
            }

            await MoveRunsAsync(connection, setting.Scope, setting.Rule, change.Wakes, change.Holds, setting.SavedAt, cancellationToken).ConfigureAwait(false);
            await HintAsync(connection).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return setting with { Revision = revision, SavedAt = PostgresTime.Decode(PostgresTime.Encode(setting.SavedAt)) };
        }
    }

    /// <summary>What is set from now on; answers its revision.</summary>
    private async Task<int> PutAsync(NpgsqlConnection connection, RuleSettingRecord setting, CancellationToken cancellationToken)
    {
        using var put = Command(connection, _settingSql.Put, setting.Scope, setting.Rule, setting.Body, setting.Author, PostgresTime.Encode(setting.SavedAt));
        return (int)(await put.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Wakes the runs that a need holds, and holds those that have not begun; null for none.</summary>
    private async Task MoveRunsAsync(
        NpgsqlConnection connection, string scope, string rule, string? wakes, QueuedHold? holds, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (wakes is null && holds is null)
        {
            return;
        }

        // Behind the schedules and before the rows of runs, as in a commit.
        await LockScopesAsync(connection, [scope], cancellationToken).ConfigureAwait(false);
        var now = ClockOf(at);
        if (wakes is not null)
        {
            await RunAsync(connection, _settingSql.Wake, cancellationToken, now, wakes, scope, rule).ConfigureAwait(false);
        }

        if (holds is not null)
        {
            await RunAsync(connection, _settingSql.Hold, cancellationToken, holds.Reason, holds.Need, now, scope, rule, PostgresTime.Encode(holds.Since)).ConfigureAwait(false);
        }

        await GrantAsync(connection, [scope], now, cancellationToken).ConfigureAwait(false);
    }

    private static RuleSettingRecord ReadSetting(NpgsqlDataReader row) => new()
    {
        Scope = row.GetString(0),
        Rule = row.GetString(1),
        Revision = row.GetInt32(2),
        Body = row.GetString(3),
        Author = row.IsDBNull(4) ? null : row.GetString(4),
        SavedAt = PostgresTime.Decode(row.GetDateTime(5)),
    };
}

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
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var raise = Command(connection, _ruleSql.RaiseScope, setting.Scope);
            if (await raise.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long version || version != change.ScopeVersion + 1)
            {
                await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }

            var savedAt = PostgresTime.Encode(setting.SavedAt);
            using var put = Command(connection, _settingSql.Put, setting.Scope, setting.Rule, setting.Body, setting.Author, savedAt);
            var revision = (int)(await put.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            if (change.Enabled is { } enabled)
            {
                await RunAsync(connection, _ruleSql.Enable, cancellationToken, setting.Scope, setting.Rule, enabled).ConfigureAwait(false);
            }

            foreach (var kind in change.Schedules.GroupBy(schedule => schedule.Shared))
            {
                await SaveAsync(
                    connection, [.. kind.Select(schedule => schedule with { Setting = revision })], kind.Key, setting.SavedAt, cancellationToken, change.Restarts).ConfigureAwait(false);
            }

            await MeetBeginsAsync(connection, setting.Scope, cancellationToken).ConfigureAwait(false);
            if (change.Wakes is not null || change.Holds is not null)
            {
                await MoveRunsAsync(connection, change, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return setting with { Revision = revision, SavedAt = PostgresTime.Decode(savedAt) };
        }
    }

    private async Task MoveRunsAsync(NpgsqlConnection connection, SettingChange change, CancellationToken cancellationToken)
    {
        // Behind the schedules and before the rows of runs, as in a commit.
        var setting = change.Setting;
        await LockScopesAsync(connection, [setting.Scope], cancellationToken).ConfigureAwait(false);
        var now = ClockOf(setting.SavedAt);
        if (change.Wakes is { } need)
        {
            await RunAsync(connection, _settingSql.Wake, cancellationToken, now, need, setting.Scope, setting.Rule).ConfigureAwait(false);
        }

        if (change.Holds is { } hold)
        {
            await RunAsync(
                connection, _settingSql.Hold, cancellationToken,
                hold.Reason, hold.Need, now, setting.Scope, setting.Rule, PostgresTime.Encode(hold.Since)).ConfigureAwait(false);
        }

        await GrantAsync(connection, [setting.Scope], now, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, _commitSql.Notify, cancellationToken, _channel).ConfigureAwait(false);
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

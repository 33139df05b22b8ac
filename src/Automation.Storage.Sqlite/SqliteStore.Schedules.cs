namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<bool> SaveSharedSchedulesAsync(IReadOnlyList<ScheduleRecord> schedules, long? sharedVersion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        return WriteAsync(
            session =>
            {
                if (sharedVersion is { } version && session.Settings.VersionOf(SharedScope.Name) != version)
                {
                    return false;
                }

                foreach (var schedule in schedules)
                {
                    session.Schedules.Save(schedule, shared: true, now);
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RuleSettingRecord>> ListSettingsAsync(
        IReadOnlyCollection<string> rules, RuleSettingRecord? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync(session => session.Settings.List(rules, after, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedSchedulesAsync(TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(session => session.Schedules.RemoveAbandoned(now - age), cancellationToken);

    /// <inheritdoc/>
    public Task<DueSchedules> ListDueSchedulesAsync(DueScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync(session => session.Schedules.Due(request), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> MovePollAsync(string scope, ScheduleAdvance advance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advance);
        return WriteAsync(
            session =>
            {
                if (!session.Schedules.IsDue(scope, advance, now))
                {
                    return false;
                }

                session.Schedules.Advance(scope, advance, run: null);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(ScheduleQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return ReadAsync(session => session.Schedules.List(query), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> MoveSchedulesAsync(IReadOnlyList<ScheduleMove> moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moves);
        return WriteAsync(session => moves.Count(session.Schedules.Move), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(string scope, CancellationToken cancellationToken) =>
        ReadAsync(session => session.Schedules.Of(scope), cancellationToken);
}

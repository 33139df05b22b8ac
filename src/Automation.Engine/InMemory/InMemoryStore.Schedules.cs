namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<bool> SaveSharedSchedulesAsync(IReadOnlyList<ScheduleRecord> schedules, long? sharedVersion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        return Transact(
            data =>
            {
                if (sharedVersion is { } version && data.Rules.VersionOf(SharedScope.Name) != version)
                {
                    return false;
                }

                foreach (var schedule in schedules)
                {
                    data.Schedules.Save(schedule with { Shared = true }, now, data.Undo);
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedSchedulesAsync(TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken) => Transact(
        data =>
        {
            var abandoned = data.Schedules.SharedDueBefore(now - age);
            foreach (var schedule in abandoned)
            {
                data.Schedules.Remove(schedule, data.Undo);
            }

            return abandoned.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<DueSchedules> ListDueSchedulesAsync(DueScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Transact(data => data.Schedules.Due(request) with { SharedVersion = data.Rules.VersionOf(SharedScope.Name) }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> MovePollAsync(string scope, ScheduleAdvance advance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advance);
        return Transact(
            data =>
            {
                if (data.Schedules.FindDue(scope, advance, now) is not { } schedule)
                {
                    return false;
                }

                data.Schedules.Advance(schedule, advance, run: null, data.Undo);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(ScheduleQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return Transact(data => data.Schedules.List(query), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> MoveSchedulesAsync(IReadOnlyList<ScheduleMove> moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moves);
        return Transact(data => moves.Count(move => data.Schedules.Move(move, data.Undo)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(string scope, CancellationToken cancellationToken) =>
        Transact(data => data.Schedules.Of(scope), cancellationToken);
}

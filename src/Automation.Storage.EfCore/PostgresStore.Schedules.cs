using System.Data;
using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<bool> SaveSharedSchedulesAsync(IReadOnlyList<ScheduleRecord> schedules, long? sharedVersion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        ThrowIfNotOpen();
        return WriteOnPoolAsync(
            "Saving schedules failed",
            async connection =>
            {
                var transaction = await BeginChangeAsync(connection, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    if (sharedVersion is { } version && !await HoldSharedAsync(connection, version, cancellationToken).ConfigureAwait(false))
                    {
                        return false;
                    }

                    await SaveAsync(connection, schedules, shared: true, now, cancellationToken).ConfigureAwait(false);
                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return true;
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedSchedulesAsync(TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return WriteOnPoolAsync(
            "Removing schedules failed", connection => RunAsync(connection, _scheduleSql.RemoveAbandoned, cancellationToken, ClockOf(now), age), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DueSchedules> ListDueSchedulesAsync(DueScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync(
            async connection =>
            {
                var after = request.After;

                // The version before the schedules: what is stored meanwhile is seen the next time.
                using var asked = new NpgsqlBatch(connection);
                asked.BatchCommands.Add(SqlCommands.InBatch(_ruleSql.ScopeVersion, SharedScope.Name));
                asked.BatchCommands.Add(SqlCommands.InBatch(
                    _scheduleSql.Due,
                    ClockOf(request.Now), request.SharedRules.ToArray(), PostgresTime.Encode(after?.NextDue), after?.Scope, after?.Rule, after?.Trigger, (long)request.Limit));
                var (version, rows) = (0L, new List<(bool IsDue, ScheduleRecord Schedule)>());
                var reader = await asked.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    version = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetInt64(0) : 0;
                    await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        rows.Add(ReadSchedule(reader));
                    }
                }

                return new DueSchedules([.. rows.Where(row => row.IsDue).Select(row => row.Schedule)], rows.Find(row => !row.IsDue).Schedule?.NextDue) { SharedVersion = version };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> MovePollAsync(string scope, ScheduleAdvance advance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(advance);
        ThrowIfNotOpen();
        return WriteOnPoolAsync(
            "Moving a poll failed",
            async connection => (await AdvanceBatch.ExecuteAsync(connection, _scheduleSql.Advance, [(scope, advance, null)], ClockOf(now)).ConfigureAwait(false)).Count > 0,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(ScheduleQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        var after = query.After;
        return ReadAsync<IReadOnlyList<ScheduleRecord>>(
            async connection => (await AllAsync(
                connection, _scheduleSql.List, ReadSchedule, cancellationToken, query.OwnOnly, after?.Scope, after?.Rule, after?.Trigger, (long)query.Limit).ConfigureAwait(false))
                .ConvertAll(row => row.Schedule),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> MoveSchedulesAsync(IReadOnlyList<ScheduleMove> moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moves);
        ThrowIfNotOpen();
        return WriteOnPoolAsync(
            "Moving schedules failed",
            connection => RunAsync(
                connection,
                _scheduleSql.MoveSeen,
                cancellationToken,
                moves.Select(move => move.Seen.Scope).ToArray(),
                moves.Select(move => move.Seen.Rule).ToArray(),
                moves.Select(move => move.Seen.Trigger).ToArray(),
                moves.Select(move => PostgresTime.Encode(move.Seen.NextDue)).ToArray(),
                moves.Select(move => move.Seen.Spec).ToArray(),
                moves.Select(move => PostgresTime.Encode(move.NextDue)).ToArray(),
                moves.Select(move => move.Spec).ToArray()),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleRecord>> ListSchedulesAsync(string scope, CancellationToken cancellationToken) =>
        !PostgresText.CanKeep(scope) ? Task.FromResult<IReadOnlyList<ScheduleRecord>>([]) : ReadAsync<IReadOnlyList<ScheduleRecord>>(
            async connection =>
            {
                var rows = await AllAsync(connection, _scheduleSql.Of, ReadSchedule, cancellationToken, scope).ConfigureAwait(false);

                // The database orders by bytes; the port by UTF-16.
                rows.Sort(static (left, right) => string.CompareOrdinal(left.Schedule.Rule, right.Schedule.Rule) is var byRule and not 0
                    ? byRule : string.CompareOrdinal(left.Schedule.Trigger, right.Schedule.Trigger));
                return rows.ConvertAll(row => row.Schedule);
            },
            cancellationToken);

    /// <summary>Stores a batch that moves schedules on or takes events from the intake: in one transaction they are moved and taken, and what could be is stored with the rest.</summary>
    private async Task<List<OperationResult>> StoreWithTakingAsync(NpgsqlConnection connection, BatchCommit statements, CommitBatch batch, IReadOnlySet<StoreOperation>? behindEnds)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var (refused, moved) = await TakeAsync(connection, batch).ConfigureAwait(false);
            var left = new CommitBatch { Node = batch.Node, Now = batch.Now, Operations = [.. batch.Operations.Where(operation => !refused.ContainsKey(operation))] };
            var results = new Queue<OperationResult>(await statements.ExecuteAsync(connection, left, ClockOf(batch.Now), behindEnds).ConfigureAwait(false));
            OperationResult[] answers = [.. batch.Operations.Select(operation => refused.GetValueOrDefault(operation) ?? results.Dequeue())];
            await ForgetRunsAsync(connection, batch, answers, moved).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            return [.. answers];
        }
    }

    /// <summary>The operations whose event or schedule could not be taken, with their answers, and the schedules that were moved, with their runs of before.</summary>
    private async Task<(Dictionary<StoreOperation, OperationResult> Refused, Dictionary<ScheduleAdvance, Guid?> Moved)> TakeAsync(NpgsqlConnection connection, CommitBatch batch)
    {
        var refused = new Dictionary<StoreOperation, OperationResult>(ReferenceEqualityComparer.Instance);
        var fromIntake = batch.Operations.OfType<AcceptOperation>().Where(accept => accept.FromIntake).ToList();
        if (fromIntake.Count > 0)
        {
            var taken = await TakeFromIntakeAsync(connection, fromIntake).ConfigureAwait(false);
            foreach (var accept in fromIntake.Where(accept => !taken.Contains(accept.Event!.Id.Value)))
            {
                refused[accept] = new AcceptResult { Status = AcceptStatus.NotInIntake };
            }
        }

        var occurrences = batch.Operations.OfType<AcceptOperation>().Where(accept => accept.Advance is not null).ToList();
        var moved = new Dictionary<ScheduleAdvance, Guid?>();
        if (occurrences.Count > 0)
        {
            moved = await AdvanceBatch.ExecuteAsync(
                connection,
                _scheduleSql.Advance,
                occurrences.ConvertAll(accept => (accept.Scope, accept.Advance!, accept.Runs.Count > 0 ? accept.Runs[0].Run.Id : (RunId?)null)),
                ClockOf(batch.Now)).ConfigureAwait(false);
            foreach (var accept in occurrences.Where(accept => !moved.ContainsKey(accept.Advance!)))
            {
                refused[accept] = new AcceptResult { Status = AcceptStatus.NotDue };
            }
        }

        return (refused, moved);
    }

    private async Task ForgetRunsAsync(NpgsqlConnection connection, CommitBatch batch, OperationResult[] answers, Dictionary<ScheduleAdvance, Guid?> moved)
    {
        for (var i = 0; i < answers.Length; i++)
        {
            if (batch.Operations[i] is AcceptOperation { Advance: { IsHeld: false } advance, Runs: [var first, ..] } accept
                && answers[i] is AcceptResult { Status: AcceptStatus.Duplicate or AcceptStatus.Conflict })
            {
                await RunAsync(connection, _scheduleSql.ForgetRun, CancellationToken.None, accept.Scope, advance.Rule, advance.Trigger, first.Run.Id.Value, moved[advance]).ConfigureAwait(false);
            }
        }
    }

    private async Task<int> SaveAsync(
        NpgsqlConnection connection, IReadOnlyList<ScheduleRecord> schedules, bool shared, DateTimeOffset now, CancellationToken cancellationToken, bool restarts = false)
    {
        foreach (var schedule in schedules)
        {
            PostgresText.Check(schedule.Scope, "scope");
            PostgresText.Check(schedule.Rule, "rule's name");
            PostgresText.Check(schedule.Trigger, "trigger's id");
            PostgresText.Check(schedule.Spec, "schedule");
        }

        return schedules.Count == 0 ? 0 : await RunAsync(
            connection,
            _scheduleSql.Save,
            cancellationToken,
            schedules.Select(schedule => schedule.Scope).ToArray(),
            schedules.Select(schedule => schedule.Rule).ToArray(),
            schedules.Select(schedule => schedule.Trigger).ToArray(),
            schedules.Select(schedule => schedule.Spec).ToArray(),
            schedules.Select(schedule => PostgresTime.Encode(schedule.NextDue)).ToArray(),
            shared,
            ClockOf(now),
            restarts,
            schedules.Select(schedule => schedule.Setting).ToArray()).ConfigureAwait(false);
    }

    private static (bool IsDue, ScheduleRecord Schedule) ReadSchedule(NpgsqlDataReader row) => (
        row.GetBoolean(0),
        new ScheduleRecord
        {
            Scope = row.GetString(1),
            Rule = row.GetString(2),
            Trigger = row.GetString(3),
            Shared = row.GetBoolean(4),
            Spec = row.GetString(5),
            NextDue = row.IsDBNull(6) ? null : PostgresTime.Decode(row.GetDateTime(6)),
            LastDue = row.IsDBNull(7) ? null : PostgresTime.Decode(row.GetDateTime(7)),
            LastRunId = row.IsDBNull(8) ? null : new RunId(row.GetGuid(8)),
            Setting = row.GetInt32(9),
            Cursor = row.IsDBNull(10) ? null : row.GetString(10),
        });
}

using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>Moves the schedules of a batch on, in one round trip.</summary>
internal static class AdvanceBatch
{
    /// <summary>Those that were moved, each with the run that its schedule had started last before.</summary>
    public static async Task<Dictionary<ScheduleAdvance, Guid?>> ExecuteAsync(NpgsqlConnection connection, string sql, IEnumerable<AcceptOperation> accepts, DateTime? clock)
    {
        using var batch = new NpgsqlBatch(connection);
        var advances = new List<ScheduleAdvance>();
        foreach (var accept in accepts)
        {
            var advance = accept.Advance!;
            advances.Add(advance);
            batch.BatchCommands.Add(Command(sql, accept, advance, clock));
        }

        await batch.PrepareAsync().ConfigureAwait(false);
        var moved = new Dictionary<ScheduleAdvance, Guid?>(ReferenceEqualityComparer.Instance);
        var rows = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            foreach (var advance in advances)
            {
                if (await rows.ReadAsync().ConfigureAwait(false))
                {
                    moved[advance] = rows.IsDBNull(0) ? null : rows.GetGuid(0);
                }

                await rows.NextResultAsync().ConfigureAwait(false);
            }
        }

        return moved;
    }

    private static NpgsqlBatchCommand Command(string sql, AcceptOperation accept, ScheduleAdvance advance, DateTime? clock)
    {
        PostgresText.Check(accept.Scope, "scope");
        PostgresText.Check(advance.Rule, "rule's name");
        PostgresText.Check(advance.Trigger, "trigger's id");
        PostgresText.Check(advance.Spec, "schedule");
        return new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                Parameter(NpgsqlDbType.Text, accept.Scope),
                Parameter(NpgsqlDbType.Text, advance.Rule),
                Parameter(NpgsqlDbType.Text, advance.Trigger),
                Parameter(NpgsqlDbType.TimestampTz, PostgresTime.Encode(advance.Seen)),
                Parameter(NpgsqlDbType.TimestampTz, PostgresTime.Encode(advance.Next)),
                Parameter(NpgsqlDbType.Uuid, accept.Runs.Count > 0 ? accept.Runs[0].Run.Id.Value : null),
                Parameter(NpgsqlDbType.Text, advance.Spec),
                Parameter(NpgsqlDbType.TimestampTz, clock),
                Parameter(NpgsqlDbType.Integer, advance.Setting),
            },
        };
    }

    private static NpgsqlParameter Parameter(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

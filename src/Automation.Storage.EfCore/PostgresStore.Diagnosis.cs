using System.Data;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> DiagnoseAsync(DateTimeOffset now, NodeLease? roomy, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<string>>(async connection =>
        {
            var lines = new List<string>();
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (snapshot.ConfigureAwait(false))
            {
                foreach (var sql in _diagnosisSql.All)
                {
                    lines.AddRange(await AllAsync(
                        connection, sql, row => $"Run '{new RunId(row.GetGuid(0))}' {row.GetString(1)}", cancellationToken, 
                        sql.Contains("$2", StringComparison.Ordinal) ? [ClockOf(now), roomy?.NodeId] : sql.Contains("$1", StringComparison.Ordinal) ? [ClockOf(now)] : []).ConfigureAwait(false));
                }

                lines.AddRange(await AllAsync(
                    connection,
                    _diagnosisSql.Unbalanced,
                    row => new BudgetRecord(new BudgetKey(row.GetString(1), row.GetString(2)), row.GetInt64(3), row.GetInt64(4)).DescribeImbalance(row.GetString(0), row.GetDecimal(5)),
                    cancellationToken).ConfigureAwait(false));
                lines.AddRange(await AllAsync(
                    connection, _intakeSql.Old, row => $"Event '{new AutomationEventId(row.GetGuid(0))}' was saved in a transaction of the host at {row.GetString(1)}, and is not accepted.",
                    cancellationToken, ClockOf(now)).ConfigureAwait(false));
            }

            lines.Sort(StringComparer.Ordinal);
            return lines;
        }, cancellationToken);
}

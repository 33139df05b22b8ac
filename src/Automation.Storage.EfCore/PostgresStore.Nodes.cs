using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <summary>So many runs are released in one transaction.</summary>
    private const int ReleaseChunk = 5000;

    /// <inheritdoc/>
    public Task<NodeLease?> JoinAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
        OnHeartbeatAsync<NodeLease?>("Joining failed", async connection =>
        {
            using var command = Command(connection, _nodeSql.Join, ClockOf(now), DurationOf(lease));
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                return new NodeLease(row.GetInt64(0), row.GetInt64(1), lease);
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return OnHeartbeatAsync(
            "Renewing the lease failed",
            async connection =>
            {
                using var command = Command(connection, _nodeSql.Renew, ClockOf(now), DurationOf(node.Duration), node.NodeId, node.Epoch);
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>On the connection of the claims, which come behind it anyway: it may take long, and the heartbeat must not wait for it.</remarks>
    public Task<int> TakeOverAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        ThrowIfNotOpen();
        return _claimer.UseAsync(
            connection => TranslateAsync("Taking over failed", session => TakeOverAsync(session, node, ClockOf(now), cancellationToken), connection), node.NodeId, cancellationToken);
    }

    /// <inheritdoc/>
    public Task LeaveAsync(NodeLease node, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return OnHeartbeatAsync(
            "Leaving failed",
            async connection =>
            {
                // The epoch first: no commit of ours passes the fence any more, so that what is released stays released.
                using var close = Command(connection, _nodeSql.Close, node.NodeId, node.Epoch);
                if (await close.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long last)
                {
                    return 0;
                }

                var released = 0;
                for (int count; (count = await RunAsync(connection, _nodeSql.ReleaseUncharged, CancellationToken.None, node.NodeId, ReleaseChunk, last, ClockOf(now)).ConfigureAwait(false)) > 0;)
                {
                    released += count;
                }

                await RunAsync(connection, _nodeSql.Gone, CancellationToken.None, ClockOf(now), node.NodeId).ConfigureAwait(false);

                // Also without a run: its polls are ready for others, too.
                await HintAsync(connection).ConfigureAwait(false);
                return released;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunId>> ListOwnedAsync(NodeLease node, bool signalledOnly, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ReadAsync<IReadOnlyList<RunId>>(
            async connection => await AllAsync(
                connection, _nodeSql.Owned, row => new RunId(row.GetGuid(0)), cancellationToken, node.NodeId, signalledOnly).ConfigureAwait(false),
            cancellationToken);
    }

    private async Task<int> TakeOverAsync(NpgsqlConnection connection, NodeLease node, DateTime? now, CancellationToken cancellationToken)
    {
        using var standing = Command(connection, _nodeSql.Standing, now, DurationOf(node.Duration), node.NodeId, node.Epoch);
        var mayJudge = await standing.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as bool? ?? throw new NodeFencedException(node.NodeId);
        if (mayJudge && await AllAsync(connection, _nodeSql.Expired, ReadNode, CancellationToken.None, now, node.NodeId).ConfigureAwait(false) is { Count: > 0 } expired)
        {
            await JudgeAsync(connection, [.. expired], now).ConfigureAwait(false);
        }

        var released = 0;
        foreach (var judged in await AllAsync(connection, _nodeSql.Judged, ReadNode, CancellationToken.None).ConfigureAwait(false))
        {
            for (int count; (count = await RunAsync(connection, _nodeSql.ReleaseCharged, CancellationToken.None, judged, ReleaseChunk, Rescue.QuarantineReason, now).ConfigureAwait(false)) > 0;)
            {
                released += count;
            }

            await RunAsync(connection, _nodeSql.Gone, CancellationToken.None, now, judged).ConfigureAwait(false);
        }

        await GrantLeftAsync(connection, now, cancellationToken).ConfigureAwait(false);
        if (released > 0)
        {
            await HintAsync(connection).ConfigureAwait(false);
        }

        return released;
    }

    /// <summary>
    /// Those in quarantine gave their permits back; and should a permit, or a key, ever lie idle while somebody waits, as when a host of an earlier version ended a run with a key, this finds it.
    /// </summary>
    private async Task GrantLeftAsync(NpgsqlConnection connection, DateTime? now, CancellationToken cancellationToken)
    {
        var scopes = await AllAsync(connection, _permitSql.BlockedScopes, row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        var left = await AllAsync(connection, _permitSql.LeftScopes, row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        scopes = [.. scopes.Union(left)];
        if (scopes.Count == 0)
        {
            return;
        }

        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await LockScopesAsync(connection, scopes, cancellationToken).ConfigureAwait(false);
            if (left.Count > 0)
            {
                await RunAsync(connection, _permitSql.Follow, cancellationToken, (object)left.ToArray()).ConfigureAwait(false);
            }

            await GrantAsync(connection, scopes, now, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits a second for commits of the dead nodes; what then still holds the lock was cut off in the middle of a batch, and is ended.</summary>
    private async Task JudgeAsync(NpgsqlConnection connection, long[] expired, DateTime? now)
    {
        await RunAsync(connection, "set lock_timeout = '1s'", CancellationToken.None).ConfigureAwait(false);
        try
        {
            await RunAsync(connection, _nodeSql.Judge, CancellationToken.None, now, expired).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await RunAsync(connection, _nodeSql.EndSessions, CancellationToken.None, (object)expired.Select(PostgresSession.NameOf).ToArray()).ConfigureAwait(false);
            await RunAsync(connection, _nodeSql.Judge, CancellationToken.None, now, expired).ConfigureAwait(false);
        }
        finally
        {
            await RunAsync(connection, "set lock_timeout = 0", CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Other hosts look soon; inside of a transaction, when it is committed.</summary>
    private Task<int> HintAsync(NpgsqlConnection connection) => RunAsync(connection, _commitSql.Notify, CancellationToken.None, _channel);

    private Task<T> OnHeartbeatAsync<T>(string what, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return _heartbeat.UseAsync(connection => TranslateAsync(what, work, connection), node: null, cancellationToken);
    }

    private static async Task<T> TranslateAsync<T>(string what, Func<NpgsqlConnection, Task<T>> work, NpgsqlConnection connection)
    {
        try
        {
            return await work(connection).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw PostgresFaults.OfRead(fault, what);
        }
    }

    private static long ReadNode(NpgsqlDataReader row) => row.GetInt64(0);

    /// <summary>Null for a lease that does not expire.</summary>
    private static TimeSpan? DurationOf(TimeSpan lease) => lease == Timeout.InfiniteTimeSpan ? null : lease;
}

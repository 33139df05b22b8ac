using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <summary>The scope that was served last: the next claim goes on behind it. Touched by the one caller of the session for claims only.</summary>
    private string _cursor = "";

    /// <summary>The same among the runs that were rescued twice.</summary>
    private string _cursorOfFew = "";

    /// <summary>The last need of a list that was cut: the next one goes on behind it. Touched as the cursors are.</summary>
    private string _needsAfter = "";

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredRun>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfNotOpen();
        return _claimer.UseAsync(connection => TranslateAsync("Claiming failed", session => ClaimAsync(session, request, cancellationToken), connection), request.Node.NodeId, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DueInfo> NextDueAsync(DateTimeOffset now, IReadOnlyList<string> except, CancellationToken cancellationToken)
    {
        ThrowIfNotOpen();
        return _claimer.UseAsync(connection => TranslateAsync("Looking for due runs failed", async session =>
        {
            DueInfo due;
            using var command = Command(session, _claimSql.NextDue, (object)except.ToArray());
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                var at = row.GetBoolean(0) ? now : row.IsDBNull(1) ? (DateTimeOffset?)null : PostgresTime.Decode(row.GetDateTime(1));
                due = new DueInfo(at, row.GetBoolean(2), row.GetBoolean(3)) { PassedOver = row.GetBoolean(5) };
                if (!row.GetBoolean(4))
                {
                    return due;
                }
            }

            var needs = await AllAsync(session, _claimSql.Needs, need => need.GetString(0), cancellationToken, _needsAfter).ConfigureAwait(false);
            _needsAfter = needs.Count == DueInfo.MostNeeds ? needs[^1] : "";
            return due with { Needs = needs };
        }, connection), node: null, cancellationToken);
    }

    private async Task<IReadOnlyList<StoredRun>> ClaimAsync(NpgsqlConnection connection, ClaimRequest request, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await FenceAsync(connection, request.Node, ClockOf(request.Now), cancellationToken).ConfigureAwait(false);
            await WakeDueAsync(connection, request, cancellationToken).ConfigureAwait(false);
            var picked = await PickAsync(connection, request, cancellationToken).ConfigureAwait(false);
            if (picked.Count == 0)
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return [];
            }

            var runs = await _runs.LoadAsync(connection, [.. picked], cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return runs;
        }
    }

    /// <summary>Wakes what is due, and what the node has the means for.</summary>
    private async Task WakeDueAsync(NpgsqlConnection connection, ClaimRequest request, CancellationToken cancellationToken)
    {
        // The locks of scopes come before those of rows, as in a commit.
        var limited = await AllAsync(connection, _permitSql.DueScopes, row => row.GetString(0), cancellationToken, ClockOf(request.Now)).ConfigureAwait(false);
        var needs = request.Needs.ToArray();
        if (needs.Length > 0)
        {
            limited = [.. limited.Union(await AllAsync(connection, _permitSql.NeedyScopes, row => row.GetString(0), cancellationToken, (object)needs).ConfigureAwait(false))];
        }

        if (limited.Count > 0)
        {
            await LockScopesAsync(connection, limited, cancellationToken).ConfigureAwait(false);
        }

        await RunAsync(connection, _claimSql.WakeDue, cancellationToken, ClockOf(request.Now), limited.ToArray()).ConfigureAwait(false);
        if (needs.Length > 0)
        {
            await RunAsync(connection, _claimSql.WakeNeedy, cancellationToken, ClockOf(request.Now), limited.ToArray(), needs, request.Limit, request.Except.ToArray()).ConfigureAwait(false);
        }

        if (limited.Count > 0)
        {
            await GrantAsync(connection, limited, ClockOf(request.Now), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Until the end of the transaction nobody else gives permits in these scopes, or gives them back.</summary>
    private Task LockScopesAsync(NpgsqlConnection connection, List<string> scopes, CancellationToken cancellationToken) =>
        RunAsync(connection, _permitSql.Lock, cancellationToken, scopes.ToArray(), Array.Empty<string>(), Array.Empty<Guid>());

    /// <summary>Gives the free permits of the scopes, whose locks the transaction holds.</summary>
    private Task GrantAsync(NpgsqlConnection connection, List<string> scopes, DateTime? now, CancellationToken cancellationToken) =>
        RunAsync(connection, _permitSql.Grant, cancellationToken, scopes.ToArray(), Array.Empty<Guid>(), Array.Empty<Guid>(), null, _channel, now);

    private async Task<List<Guid>> PickAsync(NpgsqlConnection connection, ClaimRequest request, CancellationToken cancellationToken)
    {
        var picked = new List<Guid>();
        if (request.Limit <= 0)
        {
            return picked;
        }

        if (request.Alone && await PickAloneAsync(connection, request.Node, cancellationToken).ConfigureAwait(false) is { } alone)
        {
            picked.Add(alone);
            return picked;
        }

        // Half of the places at first, so that neither kind holds the other back; what is left of them comes last.
        await PickFewAsync(connection, request, Math.Min(request.ProbationLimit, (request.Limit + 1) / 2), picked, cancellationToken).ConfigureAwait(false);
        var few = request.ProbationLimit - picked.Count;

        // A scope with less than its share leaves places to the others: round again until the places are taken or nothing is left.
        for (var before = -1; picked.Count < request.Limit && picked.Count > before;)
        {
            before = picked.Count;
            _cursor = await PickRoundAsync(
                connection, _claimSql.Pick, _cursor, request.Limit - before, request.Except, request.Node, picked, cancellationToken).ConfigureAwait(false);
        }

        await PickFewAsync(connection, request, Math.Min(few, request.Limit - picked.Count), picked, cancellationToken).ConfigureAwait(false);
        return picked;
    }

    private async Task PickFewAsync(NpgsqlConnection connection, ClaimRequest request, int limit, List<Guid> picked, CancellationToken cancellationToken)
    {
        if (limit > 0)
        {
            _cursorOfFew = await PickRoundAsync(connection, _claimSql.PickFew, _cursorOfFew, limit, [], request.Node, picked, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Guid?> PickAloneAsync(NpgsqlConnection connection, NodeLease node, CancellationToken cancellationToken)
    {
        using var command = Command(connection, _claimSql.Alone);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not Guid alone)
        {
            return null;
        }

        await OwnAsync(connection, node, [alone], cancellationToken).ConfigureAwait(false);
        return alone;
    }

    private async Task<string> PickRoundAsync(
        NpgsqlConnection connection, string sql, string cursor, int limit, IReadOnlyList<string> except, NodeLease node, List<Guid> picked, CancellationToken cancellationToken)
    {
        var found = new List<Guid>();
        using (var command = Command(connection, sql, cursor, limit, except.ToArray()))
        {
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    found.Add(rows.GetGuid(0));
                    cursor = rows.GetString(1);
                }
            }
        }

        if (found.Count > 0)
        {
            await OwnAsync(connection, node, [.. found], cancellationToken).ConfigureAwait(false);
            picked.AddRange(found);
        }

        return cursor;
    }

    private Task OwnAsync(NpgsqlConnection connection, NodeLease node, Guid[] runs, CancellationToken cancellationToken) =>
        RunAsync(connection, _claimSql.Own, cancellationToken, node.NodeId, runs);

    private async Task FenceAsync(NpgsqlConnection connection, NodeLease node, DateTime? clock, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(connection, _commitSql.Fence, cancellationToken, node.NodeId, node.Epoch, clock).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState == GuardStatement.Fenced)
        {
            throw new NodeFencedException(node.NodeId);
        }
    }
}

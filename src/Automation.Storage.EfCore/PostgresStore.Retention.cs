using System.Data;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Automation.Storage;

internal sealed partial class PostgresStore
{
    /// <summary>About so many keys lie in a block.</summary>
    private const int KeysPerBlock = 60;

    private readonly PurgeSql _purgeSql = new(options.QuotedSchema);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListScopesAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ReadAsync<IReadOnlyList<string>>(
            async connection => await AllAsync(connection, _purgeSql.Scopes, row => row.GetString(0), cancellationToken, after ?? "", limit).ConfigureAwait(false), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PurgeChunk> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        return !PostgresText.CanKeep(request.Scope) ? Task.FromResult(new PurgeChunk(new PurgeResult(), null, true)) : DeleteAsync(
            async connection =>
            {
                await RunAsync(connection, PurgeSql.Lock, cancellationToken, options.Schema).ConfigureAwait(false);
                var suggestions = request.SuggestionsBefore is { } closed
                    ? await RunAsync(connection, _purgeSql.DeleteSuggestions, cancellationToken, request.Scope, PostgresTime.Encode(closed), (long)request.Limit).ConfigureAwait(false) : 0;
                if (suggestions == request.Limit)
                {
                    return new PurgeChunk(new PurgeResult { Suggestions = suggestions }, request.After, false);
                }

                var deleted = await DeleteRunsAsync(connection, request, cancellationToken).ConfigureAwait(false) with { Suggestions = suggestions };
                var isDone = deleted.Runs + deleted.LogLines == 0;
                if (!isDone || request.EventsBefore is not { } before)
                {
                    return new PurgeChunk(deleted, request.After, isDone);
                }

                var events = await DeleteEventsAsync(connection, request, before, cancellationToken).ConfigureAwait(false);
                return events with { Deleted = events.Deleted + deleted };
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ForgetChunk> ForgetAsync(ForgetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Limit, 1);
        return DeleteAsync(
            async connection =>
            {
                var first = request.After is { } after ? long.Parse(after, CultureInfo.InvariantCulture) : 0;
                var next = first + Math.Max(1, request.Limit / KeysPerBlock);
                var keys = await RunAsync(connection, _purgeSql.DeleteKeys, cancellationToken, first, next, PostgresTime.Encode(request.KeysBefore)).ConfigureAwait(false);
                var chains = await RunAsync(connection, _purgeSql.DeleteChains, cancellationToken, PostgresTime.Encode(request.ChainsBefore), request.Limit).ConfigureAwait(false);
                var budgets = await RunAsync(connection, _purgeSql.DeleteBudgets, cancellationToken, PostgresTime.Encode(request.BudgetsBefore), request.Limit).ConfigureAwait(false);
                await RunAsync(connection, _purgeSql.DeleteNodes, cancellationToken, PostgresTime.Encode(request.NodesBefore), request.Limit).ConfigureAwait(false);
                using var size = Command(connection, _purgeSql.KeyBlocks);
                var blocks = (long)(await size.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
                return new ForgetChunk(keys, chains, budgets, next < blocks || chains == request.Limit || budgets == request.Limit ? next.ToString(CultureInfo.InvariantCulture) : null);
            },
            cancellationToken);
    }

    private Task<T> DeleteAsync<T>(Func<NpgsqlConnection, Task<T>> delete, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotOpen();
        return WriteOnPoolAsync(
            "Deleting old history failed",
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    await RunAsync(connection, PurgeSql.Settings, cancellationToken).ConfigureAwait(false);
                    var answer = await delete(connection).ConfigureAwait(false);
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    return answer;
                }
            },
            cancellationToken);
    }

    private async Task<PurgeResult> DeleteRunsAsync(NpgsqlConnection connection, PurgeRequest request, CancellationToken cancellationToken)
    {
        var classes = request.Runs().ToArray();
        var ended = await AllAsync(
            connection, _purgeSql.EndedRuns, row => (Id: row.GetGuid(0), Status: (RunStatus)row.GetInt16(1)), cancellationToken,
            request.Scope,
            classes.Select(one => (short)one.Status).ToArray(),
            classes.Select(one => IdTime.Least(one.Before)).ToArray(),
            classes.Select(one => PostgresTime.Encode(one.Before)).ToArray(),
            (long)request.Limit).ConfigureAwait(false);
        var sizes = await AllAsync(
            connection, _purgeSql.Sizes, row => (Id: row.GetGuid(0), Entries: row.GetInt64(1), Lines: row.GetInt64(2)), cancellationToken,
            ended.Select(run => run.Id).ToArray(), (long)request.Limit).ConfigureAwait(false);
        if (sizes.Find(size => size.Lines >= request.Limit) is { Lines: > 0 } chatty)
        {
            // More lines than there is room for: they go before the run does.
            return new PurgeResult { LogLines = await RunAsync(connection, _purgeSql.DeleteSomeLog, cancellationToken, chatty.Id, (long)request.Limit).ConfigureAwait(false) };
        }

        var rows = 0L;
        var ids = sizes.TakeWhile(size =>
        {
            var fits = rows < request.Limit;
            rows += 1 + size.Entries + size.Lines;
            return fits;
        }).Select(size => size.Id).ToHashSet();
        if (ids.Count == 0)
        {
            return new PurgeResult();
        }

        var lines = await RunAsync(connection, _purgeSql.DeleteLog, cancellationToken, (object)ids.ToArray()).ConfigureAwait(false);
        var entries = await RunAsync(connection, _purgeSql.DeleteEntries, cancellationToken, (object)ids.ToArray()).ConfigureAwait(false);
        await RunAsync(connection, _purgeSql.DeleteRuns, cancellationToken, (object)ids.ToArray()).ConfigureAwait(false);
        return new PurgeResult
        {
            Succeeded = ended.Count(run => run.Status == RunStatus.Succeeded && ids.Contains(run.Id)),
            Failed = ended.Count(run => run.Status == RunStatus.Failed && ids.Contains(run.Id)),
            Cancelled = ended.Count(run => run.Status == RunStatus.Cancelled && ids.Contains(run.Id)),
            Entries = entries,
            LogLines = lines,
        };
    }

    private async Task<PurgeChunk> DeleteEventsAsync(NpgsqlConnection connection, PurgeRequest request, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var awaited = await AwaitedFromAsync(connection, request.Scope, cancellationToken).ConfigureAwait(false);
        var old = new List<OldEvent>();
        PurgeCursor? next = null;
        var (type, after) = request.After is { } cursor ? (cursor.Type, cursor.Id.Value) : (await NextTypeAsync(connection, request.Scope, "", cancellationToken).ConfigureAwait(false), Guid.Empty);
        for (var left = request.Limit; type is not null; (type, after) = (await NextTypeAsync(connection, request.Scope, type, cancellationToken).ConfigureAwait(false), Guid.Empty))
        {
            var page = await AllAsync(
                connection, _purgeSql.OldEvents, row => new OldEvent(row.GetGuid(0), row.GetBoolean(1), PostgresTime.Decode(row.GetDateTime(2)), RunRows.Bytes(row, 3)), cancellationToken,
                request.Scope, type, after, IdTime.Least(before), PostgresTime.Encode(before), (long)left).ConfigureAwait(false);
            old.AddRange(page);
            left -= page.Count;
            if (left <= 0)
            {
                next = new PurgeCursor(type, new AutomationEventId(page[^1].Id));
                break;
            }
        }

        var deleted = 0;
        if (await WithoutRunsAsync(connection, [.. old.Where(one => !one.HasSubject || one.At < awaited)], cancellationToken).ConfigureAwait(false) is { Count: > 0 } found)
        {
            // A run that was created for one of them meanwhile is seen now; none can be from here on.
            var locked = (await AllAsync(connection, _purgeSql.LockEvents, row => row.GetGuid(0), cancellationToken, (object)found.Select(one => one.Id).ToArray()).ConfigureAwait(false)).ToHashSet();
            var free = await WithoutRunsAsync(connection, found.FindAll(one => locked.Contains(one.Id)), cancellationToken).ConfigureAwait(false);
            var ids = free.Select(one => one.Id).ToArray();
            deleted = await RunAsync(connection, _purgeSql.DeleteEvents, cancellationToken, ids, request.Scope).ConfigureAwait(false);
            _ = await RunAsync(connection, _purgeSql.DeleteSubjects, cancellationToken, (object)ids).ConfigureAwait(false);
        }

        return new PurgeChunk(new PurgeResult { Events = deleted }, next, next is null);
    }

    /// <summary>Those of which no run is stored that their verdicts name.</summary>
    private async Task<List<OldEvent>> WithoutRunsAsync(NpgsqlConnection connection, List<OldEvent> events, CancellationToken cancellationToken)
    {
        var present = (await AllAsync(
            connection, _purgeSql.RunsAmong, row => row.GetGuid(0), cancellationToken,
            (object)events.SelectMany(one => one.Runs() ?? []).Select(run => run.Value).ToArray()).ConfigureAwait(false)).ToHashSet();
        return events.FindAll(one => one.Runs() is { } runs && !runs.Any(run => present.Contains(run.Value)));
    }

    private Task<string?> NextTypeAsync(NpgsqlConnection connection, string scope, string type, CancellationToken cancellationToken) =>
        FirstAsync(connection, _purgeSql.NextType, row => row.GetString(0), cancellationToken, scope, type);

    /// <summary>From when on an event with a subject may be one that a run which has not ended comes to wait for.</summary>
    private async Task<DateTimeOffset> AwaitedFromAsync(NpgsqlConnection connection, string scope, CancellationToken cancellationToken)
    {
        var oldest = await AllAsync(connection, _purgeSql.OldestLive, row => row.GetGuid(0), cancellationToken, scope).ConfigureAwait(false);
        return oldest.Count == 0 ? DateTimeOffset.MaxValue : IdTime.Of(oldest[0]) - PurgeRequest.ClockSkew;
    }

    /// <summary>An event that is old enough to be deleted.</summary>
    private sealed record OldEvent(Guid Id, bool HasSubject, DateTimeOffset At, ReadOnlyMemory<byte> Verdicts)
    {
        /// <summary>The runs that it started or took part in; null when that cannot be read.</summary>
        public IReadOnlyList<RunId>? Runs()
        {
            try
            {
                return VerdictJson.ReadRuns(Verdicts);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

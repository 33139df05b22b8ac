using System.Diagnostics;
using System.Text.Json;
using Automation.Ids;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Benchmarks.Postgres;

/// <summary>
/// The yardstick: the same tables and rows, plain SQL, a transaction for each transition and nothing else. Each transaction is one round trip of prepared
/// statements, and up to 64 connections write at once.
/// </summary>
internal sealed class PostgresNaiveDriver : IAsyncDisposable
{
    private const int MaxConnections = 64;

    private const string Event =
        "insert into automation.event(event_id, position, scope, type, subject, at, root, depth, verdicts, payload) "
        + "values ($1, nextval('automation.position'), $2, $3, $4, $5, $1, 0, $6, $7)";

    private const string Run =
        "insert into automation.run(run_id, position, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next) "
        + "values ($1, currval('automation.position'), $2, $3, $4, $5, 1, 'event', $6, $7, $8)";

    private const string Live =
        "insert into automation.live(run_id, scope, rule, queue, state, owner, claim_no, signals, rescues, limits, permit) values ($1, $2, $3, 0, $4, $5, $6, 0, 0, 0, false)";

    private const string Claim =
        "update automation.live l set state = 2, owner = 1, claim_no = l.claim_no + 1 where l.run_id = (select r.run_id from automation.live r "
        + "where r.state = 1 and r.queue = 0 order by r.scope, r.run_id limit 1 for update skip locked) returning l.run_id";

    private const string Entry =
        "insert into automation.entry(run_id, path, kind, try, seq, status, started_at, at, body, next, scope, rule, run_status) "
        + "select $1, $2, $3, 1, $4, $5, $6, $6, $7, $8, $9, $10, $11 from automation.live l where l.run_id = $1 and l.owner = 1 and l.claim_no = 1";

    private const string Delete = "delete from automation.live l where l.run_id = $1 and l.owner = 1 and l.claim_no = 1";

    private static readonly byte[] Output = """{"output":"checked"}"""u8.ToArray();
    private static readonly byte[] Next = """{"v":1,"d":[["input","book",{"orderId":"order-1","checked":"checked"}]]}"""u8.ToArray();
    private static readonly byte[] Verdicts = """[{"rule":"orders","reason":1,"run":"0123456789abcdef0123456789abcdef"}]"""u8.ToArray();

    private readonly IdGenerator _ids = new(TimeProvider.System);
    private readonly NpgsqlDataSource _source;

    public PostgresNaiveDriver(string connectionString) =>
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = MaxConnections });

    /// <summary>Accept, claim, three outcomes and the end: six transactions a run.</summary>
    public async Task<double> MeasureAsync(int runs, int concurrency)
    {
        var began = Stopwatch.GetTimestamp();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(concurrency, MaxConnections)).Select(_ => Task.Run(async () =>
        {
            await using var connection = await _source.OpenConnectionAsync();
            while (Interlocked.Increment(ref number) is var mine && mine <= runs)
            {
                await RunAsync(connection, mine);
            }
        })));
        return runs / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Creation with claim, two outcomes, and the last outcome with the end: four transactions. The median, in microseconds.</summary>
    public async Task<double> MergedMedianAsync(int runs)
    {
        var times = new double[runs];
        await using var connection = await _source.OpenConnectionAsync();
        for (var number = 0; number < runs; number++)
        {
            var began = Stopwatch.GetTimestamp();
            await RunMergedAsync(connection, number);
            times[number] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }

    /// <summary>The same four transactions of many runs at once.</summary>
    public async Task<double> MeasureMergedAsync(int runs, int concurrency)
    {
        var began = Stopwatch.GetTimestamp();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(concurrency, MaxConnections)).Select(_ => Task.Run(async () =>
        {
            await using var connection = await _source.OpenConnectionAsync();
            while (Interlocked.Increment(ref number) is var mine && mine <= runs)
            {
                await RunMergedAsync(connection, mine);
            }
        })));
        return runs / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task RunAsync(NpgsqlConnection connection, int number)
    {
        await AcceptAsync(connection, number, owned: false);
        var run = await ClaimAsync(connection);
        for (var step = 1; step <= 3; step++)
        {
            await SendAsync(connection, Outcome(run, step, ends: false));
        }

        await SendAsync(connection, Outcome(run, 4, ends: true), Gone(run));
    }

    /// <summary>Whichever run is claimed is the one that is driven: every run is claimed once. None is found when another worker just took the one that was in sight.</summary>
    private static async Task<Guid> ClaimAsync(NpgsqlConnection connection)
    {
        await using var claim = new NpgsqlCommand(Claim, connection);
        await claim.PrepareAsync();
        while (true)
        {
            if (await claim.ExecuteScalarAsync() is Guid run)
            {
                return run;
            }
        }
    }

    private async Task RunMergedAsync(NpgsqlConnection connection, int number)
    {
        var run = await AcceptAsync(connection, number, owned: true);
        await SendAsync(connection, Outcome(run, 1, ends: false));
        await SendAsync(connection, Outcome(run, 2, ends: false));
        await SendAsync(connection, Outcome(run, 3, ends: true), Gone(run));
    }

    private async Task<Guid> AcceptAsync(NpgsqlConnection connection, int number, bool owned)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var order = Workload.Order(number);
        var id = _ids.Next();
        var run = _ids.Next();
        await SendAsync(
            connection,
            Statement(Event, id, Workload.Scope, "order.placed", order.OrderId, now, Verdicts, JsonSerializer.SerializeToUtf8Bytes(order)),
            Statement(Run, run, Workload.Scope, "orders", "0123456789abcdef0123456789abcdef", order.OrderId, id, now, Next),
            Statement(Live, run, Workload.Scope, "orders", (short)(owned ? 2 : 1), owned ? 1L : DBNull.Value, owned ? 1L : 0L));
        return run;
    }

    private static NpgsqlBatchCommand Outcome(Guid run, int step, bool ends)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return Statement(
            Entry, run, step == 4 ? "" : $"step-{step}", (short)(step == 4 ? 2 : 1), step, step == 4 ? DBNull.Value : (short)1, now, Output,
            step < 3 ? Next : DBNull.Value, ends ? Workload.Scope : DBNull.Value, ends ? "orders" : DBNull.Value, ends ? (short)2 : DBNull.Value);
    }

    private static NpgsqlBatchCommand Gone(Guid run) => Statement(Delete, run);

    private static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            var parameter = new NpgsqlParameter { Value = value };
            if (value is DateTime)
            {
                parameter.NpgsqlDbType = NpgsqlDbType.TimestampTz;
            }

            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>One transaction.</summary>
    private static async Task SendAsync(NpgsqlConnection connection, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await batch.PrepareAsync();
        if (await batch.ExecuteNonQueryAsync() != commands.Length)
        {
            throw new InvalidOperationException("The yardstick's own write was refused.");
        }
    }
}

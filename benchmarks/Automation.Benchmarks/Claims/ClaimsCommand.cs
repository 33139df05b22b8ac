using System.Diagnostics;
using System.Text.Json;
using Automation.Benchmarks.Postgres;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Benchmarks.Claims;

/// <summary>
/// <c>claims [--finished 5000000]</c>: what a claim of 200 runs costs with nothing else in the tables, with finished runs beside them, and with 100,000 ready ones. The
/// statements are planned while the tables are empty, as in a host that was there first.
/// </summary>
internal static class ClaimsCommand
{
    private const int Scopes = 1_000;
    private const int FewReady = 4_000;
    private const int ManyReady = 100_000;
    private const int Limit = 200;
    private const int Claims = 15;
    private const int Chunk = 250_000;
    private const int AfterHistory = 100_000_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task RunAsync(string[] args)
    {
        var finished = new Arguments(args).Number("finished", 5_000_000);
        await using var server = await PostgresServer.StartAsync();
        await MeasureAsync(server, FewReady, 0);
        var (empty, emptyLook) = await MeasureAsync(server, FewReady, 0);
        var (many, manyLook) = await MeasureAsync(server, ManyReady, 0);
        var (history, historyLook) = await MeasureAsync(server, FewReady, finished);
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                Benchmark = "claims",
                Store = "postgres",
                Scopes,
                Limit,
                Finished = finished,
                Ready = ManyReady,
                ClaimMillisecondsEmpty = Math.Round(empty, 2),
                RatioWithHistory = Math.Round(history / empty, 2),
                RatioWithReady = Math.Round(many / empty, 2),
                NextDueMillisecondsEmpty = Math.Round(emptyLook, 3),
                NextDueRatioWithHistory = Math.Round(historyLook / emptyLook, 2),
                NextDueRatioWithReady = Math.Round(manyLook / emptyLook, 2),
            },
            Json));
    }

    /// <summary>Median milliseconds of a claim, and of a look whether there is something to claim.</summary>
    private static async Task<(double Claim, double Look)> MeasureAsync(PostgresServer server, int ready, int finished)
    {
        var connectionString = await server.CreateStoreAsync();
        await using var services = PostgresServer.StoreIn(connectionString);
        var store = services.GetRequiredService<IAutomationStore>();
        await store.OpenAsync(CancellationToken.None);
        var node = (await store.JoinAsync(TimeProvider.System.GetUtcNow(), Timeout.InfiniteTimeSpan, CancellationToken.None))!;
        await ClaimAsync(store, node);
        await FillAsync(connectionString, ready, finished);
        var claims = new List<double>();
        var looks = new List<double>();
        for (var claim = 0; claim < Claims; claim++)
        {
            var began = Stopwatch.GetTimestamp();
            await store.NextDueAsync(TimeProvider.System.GetUtcNow(), [], CancellationToken.None);
            looks.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            var claimed = await ClaimAsync(store, node);
            claims.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (claimed != Limit)
            {
                throw new InvalidOperationException($"{claimed} runs were claimed instead of {Limit}.");
            }
        }

        claims.Sort();
        looks.Sort();
        return (claims[Claims / 2], looks[Claims / 2]);
    }

    private static async Task<int> ClaimAsync(IAutomationStore store, NodeLease node) =>
        (await store.ClaimAsync(new ClaimRequest { Node = node, Now = TimeProvider.System.GetUtcNow(), Limit = Limit }, CancellationToken.None)).Count;

    private static async Task FillAsync(string connectionString, int ready, int finished)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        for (var from = 0; from < finished; from += Chunk)
        {
            await ExecuteAsync(connection, History(from, Math.Min(finished, from + Chunk) - 1));
        }

        await ExecuteAsync(connection, Ready(ready));

        // What filling left to do is not the claim's: the server's own cleaning would share the processor with it.
        foreach (var rest in new[] { "vacuum (analyze)", "checkpoint" })
        {
            await using var command = new NpgsqlCommand(rest, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A finished run has its event, its own row and the last row of its ledger; what lies between is left out to save time, it is reached by no index of a claim.</summary>
    private static string History(int from, int to) => $$"""
        create temp table f on commit drop as
          select {{Id("n")}} as run_id, {{Id("n")}} as event_id, nextval('automation.position') as position, 'scope-' || n % {{Scopes}} as scope, n
          from generate_series({{from}}, {{to}}) n;
        insert into automation.event(event_id, position, scope, type, subject, at, root, depth, payload)
          select event_id, position, scope, 'order.placed', 'order-' || n, now(), event_id, 0, '\x7b7d' from f;
        insert into automation.run(run_id, position, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next)
          select run_id, position, scope, 'orders', '0123456789abcdef', 'order-' || n, 1, 'event', event_id, now(), '\x7b7d' from f;
        insert into automation.entry(run_id, path, kind, try, seq, status, at, scope, rule, run_status, body)
          select run_id, 'tell', 1, 0, 3, 1, now(), scope, 'orders', 2, '\x7b7d' from f;
        """;

    /// <summary>An id as the engine makes them: of RFC 9562, version 7, so that what is created together lies together.</summary>
    private static string Id(string number) =>
        $"(lpad(to_hex(1750000000000 + {number}), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid";

    private static string Ready(int ready) => $$"""
        create temp table r on commit drop as
          select {{Id("n")}} as run_id, {{Id("n")}} as event_id, nextval('automation.position') as position, 'scope-' || n % {{Scopes}} as scope, n
          from generate_series({{AfterHistory}}, {{AfterHistory + ready - 1}}) n;
        insert into automation.event(event_id, position, scope, type, subject, at, root, depth, payload)
          select event_id, position, scope, 'order.placed', 'order-' || n, now(), event_id, 0, '\x7b7d' from r;
        insert into automation.run(run_id, position, scope, rule, rule_hash, subject, trigger_kind, trigger_id, event_id, at, next)
          select run_id, position, scope, 'orders', '0123456789abcdef', 'order-' || n, 1, 'event', event_id, now(), '\x7b7d' from r;
        insert into automation.live(run_id, scope, rule, queue, state, claim_no, signals, rescues, limits, permit)
          select run_id, scope, 'orders', 0, 1, 0, 0, 0, 0, false from r;
        """;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}

using System.Collections.Concurrent;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Automation.Storage.EfCore.Tests.Rules;

/// <summary>Rules that all scopes share, changed on one host while others publish: what is published after a change was answered is decided by it, and nobody waits for anybody.</summary>
public sealed class SharedRuleRaceTests : DatabaseTests
{
    private static readonly int Changes = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1" ? 300 : 24;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Faults: an acceptance does not say which version of the shared rules it was decided with; or the store compares the scope's version alone.
    [Fact]
    public async Task Publish_AfterAChangeWasAnswered_IsDecidedByIt_OnEveryHost()
    {
        await using var changing = await StartAsync();
        await using var other = await StartAsync();
        var state = new State(0, (await changing.Client.SharedRules.SaveAsync(Rule(0), cancellationToken: Token)).Hash);
        var seen = new ConcurrentDictionary<int, int>();
        var wrong = new ConcurrentQueue<string>();
        using var done = new CancellationTokenSource();
        var publishers = Enumerable.Range(0, 6).Select(number => Task.Run(async () =>
        {
            var client = (number % 2 == 0 ? changing : other).Client.In($"scope-{number % 3}");
            for (var index = 0; !done.IsCancellationRequested; index++)
            {
                var before = Volatile.Read(ref state);
                var verdict = (await client.PublishAsync(new OrderPlaced($"{number}-{index}"), cancellationToken: Token)).Verdicts.SingleOrDefault();
                if (before is null || before != Volatile.Read(ref state))
                {
                    continue;
                }

                var run = verdict?.RunId is { } id ? (await client.ListRunsAsync(new RunQuery { Subject = $"{number}-{index}" }, Token)).Items.Single(one => one.Id == id).RuleHash : null;
                if (before.Hash != run)
                {
                    wrong.Enqueue($"Publisher {number} was answered {verdict?.Reason} with version {run} while {before} counted.");
                }

                seen.AddOrUpdate(before.Number, 1, (_, count) => count + 1);
            }
        })).ToArray();

        for (var change = 1; change <= Changes; change++)
        {
            await UntilSeenAsync(seen, change - 1, publishers);
            Volatile.Write(ref state, null);
            var rules = changing.Client.SharedRules;
            var hash = (change % 3) switch
            {
                0 => (await rules.SaveAsync(Rule(change), cancellationToken: Token)).Hash,
                1 => await SwitchAsync(() => rules.DisableAsync("shared", cancellationToken: Token)),
                _ => (change % 2 == 0) switch
                {
                    true => await SwitchAsync(() => rules.DeleteAsync("shared", Token)),
                    false => await SwitchAsync(() => rules.EnableAsync("shared", cancellationToken: Token), (await rules.FindAsync("shared", Token))?.Hash),
                },
            };
            Volatile.Write(ref state, new State(change, await EnabledAsync(rules) ? hash : null));
        }

        await UntilSeenAsync(seen, Changes, publishers);
        await done.CancelAsync();
        await Task.WhenAll(publishers);

        wrong.ShouldBeEmpty();
        seen.Count.ShouldBe(Changes + 1);
    }

    // Fault: publishers lock the shared row, and each other out.
    [Fact]
    public async Task Publish_WaitsForNobodyWhoChangesSharedRules_AndLeavesTheirRowAlone()
    {
        await using var host = await StartAsync();
        await host.Client.SharedRules.SaveAsync(Rule(0), cancellationToken: Token);
        await using var connection = await Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var raise = new NpgsqlCommand("update automation.scope set version = version + 1 where scope = '*'", connection, transaction))
        {
            await raise.ExecuteNonQueryAsync(Token);
        }

        var published = await host.Client.In("scope-1").PublishAsync(new OrderPlaced("1"), cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token);

        published.Verdicts.ShouldHaveSingleItem().Reason.ShouldBe(VerdictReason.Ran);
        await transaction.RollbackAsync(Token);
        await DoAsync("update automation.scope set version = version where scope = '*'");
        await Task.WhenAll(Enumerable.Range(2, 50).Select(number => host.Client.In($"scope-{number}").PublishAsync(new OrderPlaced($"{number}"), cancellationToken: Token)));
        (await AskAsync("select xmax::text from automation.scope where scope = '*'")).ShouldBe("0");
    }

    // Fault: another host never hears of a rule that has a schedule, and it is due nowhere when the one that saved it is gone.
    [Fact]
    public async Task Schedule_SavedOnAHostThatDies_FiresOnAnother()
    {
        var notes = new Notes();
        await using var dying = await StartAsync(notes);
        await using var other = await StartAsync(notes);

        await dying.Client.SharedRules.SaveAsync(
            """{ "name": "tick", "triggers": [ { "type": "schedule", "config": { "every": "PT1S" } } ], "steps": [ { "id": "note", "type": "note", "config": { "id": "tick" } } ] }""", cancellationToken: Token);
        dying.Kill();
        var before = notes.All.Count;

        await notes.WhenAsync(before + 3);
        await other.Client.SharedRules.DeleteAsync("tick", Token);
        (await AskAsync("select count(*) from automation.schedule")).ShouldBe(0L);
    }

    private static async Task UntilSeenAsync(ConcurrentDictionary<int, int> seen, int number, Task[] publishers)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (seen.GetValueOrDefault(number) < 12)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (publishers.FirstOrDefault(publisher => publisher.IsFaulted) is { } faulted)
            {
                await faulted;
            }

            await Task.Yield();
        }
    }

    private static async Task<string?> SwitchAsync<T>(Func<Task<T>> change, string? hash = null)
    {
        await change();
        return hash;
    }

    private static async Task<bool> EnabledAsync(ISharedRules rules) => (await rules.FindAsync("shared", Token))?.Enabled == true;

    private static string Rule(int number) => $$$"""
        { "name": "shared", "triggers": [ { "type": "event", "config": { "event": "order.placed" } } ],
          "steps": [ { "id": "note", "type": "note", "config": { "id": "{{{number}}} {{ input.id }}" } } ] }
        """;

    private Task<AppHost> StartAsync(Notes? notes = null) => AppHost.StartAsync(
        services => services.AddAutomation(automation => automation.UsePostgres(ConnectionString).Configure(options =>
        {
            (options.PollInterval, options.Lease, options.Heartbeat) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500));
            options.MinScheduleInterval = TimeSpan.Zero;
            options.Scopes.Add("shop");
        })),
        notes,
        notesOrders: false);

    /// <param name="Number">Which change it is.</param>
    /// <param name="Hash">The version that starts runs; null when none does.</param>
    private sealed record State(int Number, string? Hash);
}

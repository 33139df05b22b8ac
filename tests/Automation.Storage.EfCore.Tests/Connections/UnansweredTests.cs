using Automation.Postgres.Proxy;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Connections;

/// <summary>T6: the connection of a host breaks at a commit. Every other time PostgreSQL has stored it and the answer is lost, and every other time the commit is lost itself.</summary>
/// <remarks>The long version, 50 of each for every kind of transaction: <c>AUTOMATION_LONG=1</c>.</remarks>
public abstract class UnansweredTests : DatabaseTests
{
    protected static readonly int Times = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1" ? 100 : 2;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    protected Notes Notes { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static CutCommit Cut(PgProxy proxy, int time, string containing) => Cut(proxy, time, commit => commit.Contains(containing));

    protected static CutCommit Cut(PgProxy proxy, int time, Func<PgCommit, bool> which) => time % 2 == 1 ? proxy.SwallowCommit(which) : proxy.LoseCommit(which);

    protected static Task HappenedAsync(CutCommit? cut) => cut?.Happened.WaitAsync(Soon, TimeProvider.System, Token) ?? Task.CompletedTask;

    /// <summary>A person asks, and once more when told to.</summary>
    protected static async Task<T> AskTwiceAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AutomationUnavailableException)
        {
            return await ask();
        }
    }

    /// <summary>A host whose rule notes an order, waits for its payment, and notes that.</summary>
    protected Task<AppHost> StartAsync(string connectionString) => StartAsync(connectionString, automation => automation.AddRule<OrderPlaced>("payments", rule => rule.OnEvent<OrderPlaced>()
        .Then("placed", run => new Note($"{run.Input.Id} placed"))
        .WaitFor<OrderPaid>("payment", run => run.Input.Id, TimeSpan.FromHours(1), out _)
        .Then("paid", run => new Note($"{run.Input.Id} paid"))));

    protected Task<AppHost> StartAsync(string connectionString, Action<AutomationBuilder> addRule) => AppHost.StartAsync(
        services => services.AddAutomation(automation => addRule(automation
            .UsePostgres(connectionString)
            .Configure(options => (options.PollInterval, options.Lease, options.Heartbeat) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.5))))),
        Notes,
        notesOrders: false);

    /// <summary>One run waits for its payment.</summary>
    protected Task WaitsAsync() => UntilAsync("select count(*) from automation.live where state in (3, 4)", 1);

    /// <summary>All runs have ended, each once, and each step of theirs was taken once.</summary>
    protected async Task EndsAsync(AppHost host, RunStatus status, int notes, int runs)
    {
        await UntilAsync("select count(*) from automation.live", 0);
        await host.SettleAsync();
        Notes.All.Count.ShouldBe(notes * runs);
        Notes.All.Distinct().Count().ShouldBe(Notes.All.Count);
        var ended = (await host.Shop.ListRunsAsync(new RunQuery { Limit = 200 }, Token)).Items;
        ended.Count.ShouldBe(runs);
        ended.ShouldAllBe(run => run.Status == status);
        (await AskAsync("select count(*) from automation.entry where run_status is not null")).ShouldBe((long)runs);
    }
}

using System.Text.Json;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Deploys;

/// <summary>T20: hosts of two builds work side by side, and the next build takes over from the former one, again and again.</summary>
/// <remarks>The long version, 1,000 runs over 10 deploys: <c>AUTOMATION_LONG=1</c>.</remarks>
public sealed class RollingDeployTests : DatabaseTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1";

    private readonly Notes _notes = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Fault: a run that another build began fails.
    [Fact]
    public async Task RunsOfTheFormerBuild_EndWithTheNextOne_AndNoneFails()
    {
        var (deploys, each) = Long ? (10, 100) : (3, 10);
        var host = await StartAsync(0);
        for (var build = 1; build <= deploys; build++)
        {
            var next = await StartAsync(build);
            for (var order = (build - 1) * each; order < build * each; order++)
            {
                await (order % 2 == 0 ? host : next).Shop.PublishAsync(new OrderPlaced($"{order}"), null, Token);
            }

            // Half of what the former build began is paid while both work, and goes on wherever it is claimed.
            await _notes.WhenAsync(build * each);
            await PayAsync(next, (build - 1) * each, each / 2);

            // To their end: a run that stops between its last two steps has begun the step of that build, and no other one may go on with it.
            await UntilAsync($"select count(*) from automation.entry where run_status = {(int)RunStatus.Succeeded}", build * each / 2);
            await host.DisposeAsync();
            host = next;
        }

        await using (host)
        {
            for (var build = 1; build <= deploys; build++)
            {
                await PayAsync(host, ((build - 1) * each) + (each / 2), each / 2);
            }

            await UntilAsync("select count(*) from automation.live", 0);
            await host.SettleAsync();
        }

        (await AskAsync($"select count(*) from automation.entry where run_status = {(int)RunStatus.Succeeded}")).ShouldBe((long)(deploys * each));
        ((long)(await AskAsync($"select count(*) from automation.entry where kind = {(int)EntryKind.Adopted}"))!).ShouldBeGreaterThan(deploys);
        foreach (var word in new[] { "placed", "paid" })
        {
            _notes.All.Where(note => note.EndsWith(word, StringComparison.Ordinal)).ShouldBe(
                Enumerable.Range(0, deploys * each).Select(order => $"{order} {word}"), ignoreOrder: true, $"Each {word} once.");
        }

        // Whoever ended after a deploy took the steps of a later build than the one it began with.
        _notes.All.Where(note => note.Contains("thanks", StringComparison.Ordinal)).Count().ShouldBe(deploys * each);
        _notes.All.Count(note => note.EndsWith($"thanks {deploys}", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(deploys * each / 2);
    }

    // Faults: a step without a handler fails; a held run does not say what it needs.
    [Fact]
    public async Task RunWhoseActionTheNextBuildLacks_WaitsForAHostThatHasIt_AndGoesOnByItself()
    {
        await using (var first = await StartAsync(0, remind: true))
        {
            await first.Shop.Rules.SaveAsync("""
                { "name": "reminders", "triggers": [ { "type": "event", "config": { "event": "order.reminded" } } ],
                  "steps": [ { "id": "rest", "delay": "PT1S" }, { "id": "remind", "type": "remind", "config": { "id": "1 reminded" } } ] }
                """, cancellationToken: Token);
            await first.Shop.PublishJsonAsync("order.reminded", "{}"u8.ToArray(), null, Token);
        }

        await using (var second = await StartAsync(1))
        {
            await UntilAsync($"select count(*) from automation.live where state = {(int)LiveState.Parked}", 1);
            var parked = (await second.Shop.ListRunsAsync(new RunQuery { Statuses = [RunStatus.Parked] }, Token)).Items.Single();
            parked.Reason.ShouldNotBeNull().ShouldStartWith("Waiting: no handler for action 'remind'");
            (await AskAsync("select need from automation.live")).ShouldBe("action:remind");
            (await AskAsync("select count(*) from automation.entry where run_status is not null")).ShouldBe(0L);

            // Both work: the one that has the action takes the run up, the other one does not claim it again.
            await using var again = await StartAsync(0, remind: true);
            await _notes.WhenAsync(1);
            await UntilAsync("select count(*) from automation.live", 0);
            await again.SettleAsync();
            (await again.Shop.FindRunAsync(parked.Id, Token))!.Status.ShouldBe(RunStatus.Succeeded);
        }

        _notes.All.ShouldBe(["1 reminded"]);
    }

    // Fault: no host asks what is needed.
    [Fact]
    public async Task RunsOfARuleThatAHostLacks_AreLeftToTheOtherOne()
    {
        const int Count = 20;
        await using var old = await StartAsync(0);
        await using (var next = await StartAsync(1, parcels: true))
        {
            for (var parcel = 0; parcel < Count; parcel++)
            {
                await next.Shop.PublishJsonAsync("parcel.sent", JsonSerializer.SerializeToUtf8Bytes(new { id = $"{parcel}" }), null, Token);
            }

            await UntilAsync($"select count(*) from automation.live where state = {(int)LiveState.Timer}", Count);
        }

        // The only host left has not heard of the rule: it claims each run once, and then waits for one that has.
        await PayAsync(old, 0, Count);
        await UntilAsync("select count(*) from automation.live where need = 'rule:parcels'", Count);
        await using var again = await StartAsync(1, parcels: true);
        await _notes.WhenAsync(Count);
        await UntilAsync("select count(*) from automation.live", 0);
        await again.SettleAsync();

        _notes.All.ShouldBe(Enumerable.Range(0, Count).Select(parcel => $"{parcel} arrived"), ignoreOrder: true);
        (await AskAsync($"select count(*) from automation.entry where run_status = {(int)RunStatus.Succeeded}")).ShouldBe((long)Count);
    }

    // Faults: the policy is not looked at; the run does not say which build it needs.
    [Fact]
    public async Task RunOfARuleThatParksOnANewBuild_GoesOnWithAHostOfTheFormerOne()
    {
        await using var next = await StartAsync(1, parcels: true, parks: true);
        await using (var first = await StartAsync(0, parcels: true, parks: true))
        {
            await first.Shop.PublishJsonAsync("parcel.sent", "{ \"id\": \"1\" }"u8.ToArray(), null, Token);
            await UntilAsync($"select count(*) from automation.live where state = {(int)LiveState.Timer}", 1);
        }

        await PayAsync(next, 1, 1);
        await UntilAsync("select count(*) from automation.live where need like 'build:parcels#%'", 1);
        _notes.All.ShouldBeEmpty();
        await using var again = await StartAsync(0, parcels: true, parks: true);
        await _notes.WhenAsync(1);
        await UntilAsync("select count(*) from automation.live", 0);
        await again.SettleAsync();

        _notes.All.Count(note => note == "1 arrived").ShouldBe(1);
        (await AskAsync($"select count(*) from automation.entry where kind = {(int)EntryKind.Adopted}")).ShouldBe(0L);
    }

    private async Task PayAsync(AppHost host, int from, int count)
    {
        for (var order = from; order < from + count; order++)
        {
            await host.Shop.PublishAsync(new OrderPaid($"{order}"), null, Token);
        }
    }

    /// <summary>A host whose rule is another one with each build: the last step has another name and another text.</summary>
    private Task<AppHost> StartAsync(int build, bool remind = false, bool parcels = false, bool parks = false) => AppHost.StartAsync(
        services => services.AddAutomation(automation =>
        {
            automation.UsePostgres(ConnectionString)
                .Configure(options => options.PollInterval = TimeSpan.FromSeconds(1))
                .AddRule<OrderPlaced>("payments", rule => rule.OnEvent<OrderPlaced>()
                    .Then("placed", run => new Note($"{run.Input.Id} placed"))
                    .WaitFor<OrderPaid>("payment", run => run.Input.Id, TimeSpan.FromHours(1), out _)
                    .Then("paid", run => new Note($"{run.Input.Id} paid"))
                    .Then($"thank-{build}", run => new Note($"{run.Input.Id} thanks {build}")));
            if (remind)
            {
                automation.AddHandler<RemindHandler>();
            }

            if (parcels)
            {
                automation.AddRule<ParcelSent>("parcels", rule => (parks ? rule.OnEvent<ParcelSent>().ParkOnNewBuild() : rule.OnEvent<ParcelSent>())
                    .WaitFor<OrderPaid>("payment", run => run.Input.Id, TimeSpan.FromHours(1), out _)
                    .Then(parks ? $"arrived-{build}" : "arrived", run => new Note($"{run.Input.Id} arrived")));
            }
        }),
        _notes,
        notesOrders: false);
}

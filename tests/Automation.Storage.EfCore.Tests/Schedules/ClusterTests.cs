using Automation.Storage.EfCore.Tests.Clocks;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Schedules;

/// <summary>T13, T11: three hosts on one database fire schedules of every second and of every minute, while one after the other is killed; their clocks are an hour fast, an hour slow, and right.</summary>
/// <remarks>
/// <para>
/// Each second and each minute has one occurrence with one run, and the database itself sees that none is accepted before its instant. <c>AUTOMATION_LONG=1</c> takes 1,200 occurrences, in four scopes, with 150
/// kills: that is five minutes at least.
/// </para>
/// <para>Faults: neither the instant that was seen nor the key is compared (twice); neither the list nor the acceptance asks the database's clock (early). What only one of two guards
/// is missed for, and an advance in a transaction of its own, is seen by the tests of the port.</para>
/// </remarks>
public sealed class ClusterTests : DatabaseTests
{
    private static readonly (int Occurrences, string[] Scopes) Play = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1" ? (1200, ["north", "east", "south", "west"]) : (12, ["shop"]);
    private static readonly TimeSpan[] WrongBy = [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.Zero];

    /// <summary>The minutes begin where the test does: a short one has one, too.</summary>
    private static readonly DateTimeOffset Anchor = TimeProvider.System.GetUtcNow().AddSeconds(5);

    // Kills every two seconds: a host that was killed held nothing that another one waits for.
    [Fact]
    public async Task EverySecondAndEveryMinute_WithKills_EachOccurrenceOnce_AndNoneEarly()
    {
        await OpenAsync();
        await DoAsync("""
            create table early(event_id uuid);
            create function see_early() returns trigger language plpgsql as $$ begin
              if (convert_from(new.payload, 'utf8')::json ->> 'due')::timestamptz > clock_timestamp() then insert into early values (new.event_id); end if;
              return null; end $$;
            create trigger see_early after insert on automation.event for each row execute function see_early();
            """);
        var hosts = new Queue<AppHost>();
        foreach (var wrongBy in WrongBy)
        {
            hosts.Enqueue(await StartAsync(wrongBy));
        }

        var ofKill = 2 * Play.Scopes.Length;
        for (var kills = 0; kills < Play.Occurrences / ofKill; kills++)
        {
            await UntilAtLeastAsync((kills + 1) * ofKill);
            var killed = hosts.Dequeue();
            killed.Kill();
            hosts.Enqueue(await StartAsync(WrongBy[kills % 3]));
            await killed.DisposeAsync();
        }

        await UntilAtLeastAsync(Play.Occurrences);
        await UntilAtLeastAsync(Play.Scopes.Length, "minute");
        while (hosts.TryDequeue(out var host))
        {
            await host.DisposeAsync();
        }

        var all = 0L;
        foreach (var scope in Play.Scopes)
        {
            var seconds = await DuesAsync(scope, "second");
            seconds.ShouldBe(Enumerable.Range(0, seconds.Count).Select(second => seconds[0].AddSeconds(second)), "Every second from the first to the last, each once.");
            var minutes = await DuesAsync(scope, "minute");
            minutes.ShouldBe(seconds.Where(second => (second - minutes[0]).Ticks % TimeSpan.TicksPerMinute == 0).Take(minutes.Count), "Every minute, each once.");
            (seconds[^1] - minutes[^1]).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
            all += seconds.Count + minutes.Count;
        }

        (await AskAsync("select count(*) from early")).ShouldBe(0L);
        (await AskAsync("select count(*) from automation.run")).ShouldBe(all);
        (await AskAsync("select count(*) from automation.event")).ShouldBe(all);
        (await AskAsync("select count(*) from automation.dedupe")).ShouldBe(all);
    }

    private Task<AppHost> StartAsync(TimeSpan wrongBy) => AppHost.StartAsync(
        services => services.AddSingleton<TimeProvider>(new WrongClock(wrongBy, 1)).AddAutomation(automation => automation
            .UsePostgres(ConnectionString)
            .Configure(options =>
            {
                (options.PollInterval, options.Lease, options.Heartbeat) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500));
                Array.ForEach(Play.Scopes, options.Scopes.Add);
            })
            .AddRule<Occurrence>("second", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromSeconds(1)) with { MissedAfter = TimeSpan.FromHours(1) }).Then("note", run => new Note($"{run.Input.Due:O}")))
            .AddRule<Occurrence>("minute", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromMinutes(1), Anchor) with { MissedAfter = TimeSpan.FromHours(1) }).Then("note", run => new Note($"{run.Input.Due:O}")))),
        notesOrders: false);

    private async Task<List<DateTimeOffset>> DuesAsync(string scope, string rule) =>
        [.. (await LinesAsync($"select convert_from(e.payload, 'utf8')::json ->> 'due' from automation.event e join automation.run r on r.event_id = e.event_id where r.scope = '{scope}' and r.rule = '{rule}'"))
            .Select(due => DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture)).Order()];

    private async Task UntilAtLeastAsync(int occurrences, string rule = "second")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while ((long)(await AskAsync($"select count(*) from automation.run, pg_sleep(0.1) where rule = '{rule}'"))! < occurrences)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}

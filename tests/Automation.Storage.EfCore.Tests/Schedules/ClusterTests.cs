using Automation.Storage.EfCore.Tests.Clocks;
using Automation.Storage.EfCore.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Storage.EfCore.Tests.Schedules;

/// <summary>T13, T11: three hosts on one database fire a schedule of every second, while one after the other is killed; their clocks are an hour fast, an hour slow, and right.</summary>
/// <remarks>
/// <para>Each second has one occurrence with one run, and the database itself sees that none is accepted before its instant. <c>AUTOMATION_LONG=1</c> takes 1,200 occurrences.</para>
/// <para>Faults: neither the instant that was seen nor the key is compared (twice); neither the list nor the acceptance asks the database's clock (early). What only one of two guards
/// is missed for, and an advance in a transaction of its own, is seen by the tests of the port.</para>
/// </remarks>
public sealed class ClusterTests : DatabaseTests
{
    private static readonly int Occurrences = Environment.GetEnvironmentVariable("AUTOMATION_LONG") == "1" ? 1200 : 12;
    private static readonly TimeSpan[] WrongBy = [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.Zero];

    private const string Dues = "select convert_from(payload, 'utf8')::json ->> 'due' from automation.event where type = 'automation.occurrence'";

    // As often as the schedule: a host that was killed held nothing that another one waits for.
    [Fact]
    public async Task EverySecond_WithKills_EachOccurrenceOnce_AndNoneEarly()
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

        for (var kills = 0; kills < Occurrences / 3; kills++)
        {
            await UntilAtLeastAsync((kills + 1) * 3);
            var killed = hosts.Dequeue();
            killed.Kill();
            hosts.Enqueue(await StartAsync(WrongBy[kills % 3]));
            await killed.DisposeAsync();
        }

        await UntilAtLeastAsync(Occurrences);
        while (hosts.TryDequeue(out var host))
        {
            await host.DisposeAsync();
        }

        var dues = (await LinesAsync(Dues)).Select(due => DateTimeOffset.Parse(due, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        dues.ShouldBe(Enumerable.Range(0, dues.Count).Select(second => dues[0].AddSeconds(second)), "Every second from the first to the last, each once.");
        (await AskAsync("select count(*) from early")).ShouldBe(0L);
        (await AskAsync("select count(*) from automation.run")).ShouldBe((long)dues.Count);
        (await AskAsync("select count(*) from automation.dedupe")).ShouldBe((long)dues.Count);
    }

    private Task<AppHost> StartAsync(TimeSpan wrongBy) => AppHost.StartAsync(
        services => services.AddSingleton<TimeProvider>(new WrongClock(wrongBy, 1)).AddAutomation(automation => automation
            .UsePostgres(ConnectionString)
            .Configure(options =>
            {
                (options.PollInterval, options.Lease, options.Heartbeat) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500));
                options.Scopes.Add("shop");
            })
            .AddRule<Occurrence>("clock", rule => rule.OnSchedule(Schedule.Every(TimeSpan.FromSeconds(1)) with { MissedAfter = TimeSpan.FromHours(1) }).Then("note", run => new Note($"{run.Input.Due:O}")))),
        notesOrders: false);

    private async Task UntilAtLeastAsync(int occurrences)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while ((long)(await AskAsync($"select count(*) from ({Dues}) due"))! < occurrences)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}

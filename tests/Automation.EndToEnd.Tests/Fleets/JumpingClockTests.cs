using System.Globalization;
using Automation.Postgres;

namespace Automation.EndToEnd.Fleets;

/// <summary>T11: the clock of one real process jumps by hours and minutes and goes too fast, while it works on runs, fires schedules and holds its lease beside another process; the database's clock stays.</summary>
/// <remarks>
/// <para>The long version, 1,000 occurrences at least: <c>AUTOMATION_LONG=1</c>.</para>
/// <para>Seen red, with the process's time of day in place of the database's in one of them alone: the clock of the engine, joins and renewals, the judgement of others, the fence of commits and claims, the delays that are due, the schedules that
/// are due, and the acceptance of their occurrences.</para>
/// </remarks>
[Collection(nameof(FleetTests))]
public sealed class JumpingClockTests(ITestOutputHelper output)
{
    /// <summary>How long after the lease runs of a dead process may still wait.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(6);

    private static readonly (TimeSpan WrongBy, double TooFast)[] Jumps =
        [(TimeSpan.FromHours(1), 0), (TimeSpan.FromHours(-1), 0), (TimeSpan.FromMinutes(-10), 0), (TimeSpan.Zero, 0.05)];

    private static readonly (int Occurrences, string[] Scopes) Play =
        FleetTests.Long ? (1000, ["east", "north", "south", "west", "above", "below", "left", "right"]) : (20, ["east", "north"]);

    [Fact]
    public async Task Jumps_OfOneProcess_FireNothingEarlyOrTwice_AndLeasesAreNeitherStolenNorImmortal()
    {
        var (made, reason) = await JumpingClock.MakeAsync();
        Assert.SkipWhen(made is null, $"Needs Linux and a C compiler: a real process whose clock jumps was NOT tested here, since {reason}.");
        using var clock = made!;
        var server = await TestPostgres.GetAsync();
        await using var database = await server.CreateDatabaseAsync();
        await using var fleet = await Fleet.StartAsync(database.ConnectionString, nodes: 0, scheduled: Play.Scopes);
        await fleet.Database.DoAsync(Audit(fleet.Lease));

        // It is wrong from the beginning: the schedules are stored by it.
        clock.Set(Jumps[0].WrongBy);
        var wrong = await fleet.AddAsync(clock: clock);
        await fleet.UntilAsync("schedules are stored", async () => await fleet.Database.CountAsync("schedule") == Play.Scopes.Length, Fleet.Patience);
        var right = await fleet.AddAsync();
        fleet.Flow();
        var (hits, kills, slowest) = (0, 0, TimeSpan.Zero);
        for (var round = 0; round < Jumps.Length || await OccurrencesAsync(fleet) < Play.Occurrences; round++)
        {
            await JumpAsync(fleet, clock, wrong, Jumps[round % Jumps.Length]);
            if (FleetTests.Long || round < 2)
            {
                await KillAsync(right);
                right = await fleet.AddAsync();
            }
        }

        await JumpAsync(fleet, clock, wrong, Jumps[0]);
        await KillAsync(wrong);

        // The last instant of all.
        await fleet.Database.DoAsync("update automation.schedule set next_due = null");
        await fleet.DrainAsync();
        var occurrences = await CheckOccurrencesAsync(fleet);
        var repeats = await fleet.CheckAsync(maxLosses: kills * Fleet.Concurrency, occurrences);
        (await fleet.Database.CountAsync("timer")).ShouldBeGreaterThan(0, "Delays that nobody waits for prove nothing.");
        hits.ShouldBeGreaterThan(kills / 2, "Kills that hit nothing prove nothing.");
        output.WriteLine(
            $"{occurrences} occurrences, {fleet.Ordered} orders, {kills} kills, {hits} runs hit, {repeats} repeats; claimed again after at most {slowest.TotalSeconds:0.0} s.");

        // The other one judges the dead one, takes its runs, and fires the schedules alone.
        async Task KillAsync(FleetNode victim)
        {
            kills++;
            await fleet.KillAsync(victim);
            var owned = await fleet.Database.OwnedAsync($"owner = {victim.NodeId}");
            hits += owned.Count;
            var took = await fleet.UntilAsync("runs are claimed again", async () => await fleet.Database.StillOwnedAsync(owned) == 0, FleetTests.Within(fleet.Lease + Margin));
            slowest = took > slowest ? took : slowest;
            await fleet.UntilAsync("schedules fire", FiresAsync(fleet), Fleet.Patience);
        }
    }

    /// <summary>What the database sees by its own clock: nothing here trusts a process.</summary>
    private static string Audit(TimeSpan lease) => $"""
        create function automation.see_lease() returns trigger language plpgsql as $$ begin
          if new.until > clock_timestamp() + interval '{lease.TotalSeconds} s' then insert into automation.audit values ('a lease that is too long'); end if;
          if new.until <= clock_timestamp() then insert into automation.audit values ('a lease that is over when it is written'); end if;
          return null; end $$;
        create function automation.see_judged() returns trigger language plpgsql as $$ begin
          if exists (select 1 from automation.node_lease l where l.node_id = new.node_id and l.until > clock_timestamp()) then insert into automation.audit values ('a lease that was stolen'); end if;
          return null; end $$;
        create function automation.see_rest() returns trigger language plpgsql as $$ begin
          if new.due_at not between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 minutes' then insert into automation.audit values ('a delay by a wrong clock'); end if;
          return null; end $$;
        create table automation.timer();
        create function automation.see_timer() returns trigger language plpgsql as $$ begin
          insert into automation.timer default values;
          if old.due_at > clock_timestamp() then insert into automation.audit values ('a delay that ended early'); end if;
          return null; end $$;
        create function automation.see_occurrence() returns trigger language plpgsql as $$ begin
          if (convert_from(new.payload, 'utf8')::json ->> 'due')::timestamptz > clock_timestamp() then insert into automation.audit values ('an occurrence that came early'); end if;
          return null; end $$;
        create trigger see_lease after insert or update on automation.node_lease for each row execute function automation.see_lease();
        create trigger see_judged after update on automation.node for each row when (new.epoch <> old.epoch) execute function automation.see_judged();
        create trigger see_rest after update on automation.live for each row when (old.state <> 3 and new.state = 3) execute function automation.see_rest();
        create trigger see_timer after update on automation.live for each row when (old.state = 3 and new.state <> 3 and new.signals = 0) execute function automation.see_timer();
        create trigger see_occurrence after insert on automation.event for each row execute function automation.see_occurrence();
        """;

    /// <summary>Sets the clock of the process, makes sure that the process sees it, and that it renewed its lease, fired a schedule and took steps since.</summary>
    private static async Task JumpAsync(Fleet fleet, JumpingClock clock, FleetNode node, (TimeSpan WrongBy, double TooFast) jump)
    {
        clock.Set(jump.WrongBy, jump.TooFast);
        var first = await node.AskClockAsync();
        if (jump.TooFast == 0)
        {
            (first.Time - jump.WrongBy).ShouldBeInRange(first.Asked, first.Answered, "The clock of the process did not jump.");
        }

        var until = await LeaseAsync();
        await fleet.UntilAsync("its lease is renewed", async () => await LeaseAsync() != until, Fleet.Patience);
        await fleet.UntilAsync("schedules fire", FiresAsync(fleet), Fleet.Patience);
        await fleet.AllWorkAsync(Fleet.Patience);
        if (jump.TooFast > 0)
        {
            var second = await node.AskClockAsync();
            (second.Time - first.Time).ShouldBeGreaterThan((second.Asked - first.Answered) * (1 + (jump.TooFast * 0.9)), "The clock of the process does not go too fast.");
        }

        Task<long> LeaseAsync() => fleet.Database.AskAsync($"select coalesce(sum(extract(epoch from until) * 1000000), 0)::bigint from automation.node_lease where node_id = {node.NodeId}");
    }

    private static Func<Task<bool>> FiresAsync(Fleet fleet)
    {
        long? before = null;
        return async () => await OccurrencesAsync(fleet) is var fired && fired >= (before ??= fired) + (2 * Play.Scopes.Length);
    }

    private static Task<long> OccurrencesAsync(Fleet fleet) => fleet.Database.CountAsync("run where rule = 'second'");

    /// <summary>In each scope, every second from the first to the last has one occurrence. Returns how many there are.</summary>
    private static async Task<int> CheckOccurrencesAsync(Fleet fleet)
    {
        var all = 0;
        foreach (var scope in Play.Scopes)
        {
            var dues = (await fleet.Database.LinesAsync(
                    $"select convert_from(e.payload, 'utf8')::json ->> 'due' from automation.event e join automation.run r on r.event_id = e.event_id where r.scope = '{scope}' and r.rule = 'second'"))
                .Select(due => DateTimeOffset.Parse(due, CultureInfo.InvariantCulture)).Order().ToList();
            dues.ShouldBe(Enumerable.Range(0, dues.Count).Select(second => dues[0].AddSeconds(second)), "Every second from the first to the last, each once.");
            all += dues.Count;
        }

        all.ShouldBeGreaterThanOrEqualTo(Play.Occurrences);
        return all;
    }
}

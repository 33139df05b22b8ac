using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Automation.Json;
using Automation.Storage;

namespace Automation.Simulation;

/// <summary>Three machines, a store and their customers, for half an hour in bad weather, and then until everything has ended.</summary>
internal sealed class World
{
    private static readonly TimeSpan Bad = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly People _people;
    private readonly List<Machine> _machines = [];
    private readonly List<(string Name, Task Task)> _begun = [];
    private readonly List<(Call Call, DateTimeOffset At)> _calls = [];

    public World(Scheduler scheduler, Trace trace, Counts counts)
    {
        (Scheduler, Trace, Counts) = (scheduler, trace, counts);
        Weather = new Weather(scheduler);
        Customers = new Customers(this);
        Guards = new GuardWitness(this);
        Mail = new Mail(this);
        _people = new People(this);
        FairAt = scheduler.Now + Bad;
        MaxConcurrentRuns = new[] { 2, 6, 256 }[scheduler.Random.Next(3)];
        MaxRunsPerScope = scheduler.Chance(0.5) ? 4 : null;
    }

    public Scheduler Scheduler { get; }

    public Trace Trace { get; }

    public Counts Counts { get; }

    public Weather Weather { get; }

    public Customers Customers { get; }

    public CommitWitness Witness { get; } = new();

    public GuardWitness Guards { get; }

    public Mail Mail { get; }

    public InMemoryDatabase Database { get; } = new();

    /// <summary>When the weather becomes fair.</summary>
    public DateTimeOffset FairAt { get; }

    public int MaxConcurrentRuns { get; }

    public int? MaxRunsPerScope { get; }

    public async Task PlayAsync()
    {
        foreach (var name in (string[])["A", "B", "C"])
        {
            var machine = new Machine(this, name);
            _machines.Add(machine);
            Begin($"machine {name}", machine.LiveAsync());
            Begin($"troubles of {name}", machine.SufferAsync());
        }

        Begin("orders", Customers.OrderAsync(60));
        Begin("changes", Customers.ChangeAsync(15));
        _people.Begin();
        foreach (var scope in Customers.Scopes)
        {
            Begin($"mail of {scope}", Mail.ComeAsync(scope));
            Begin($"senders of {scope}", new Senders(this).DeliverAsync(scope, 15));
            Begin($"miners of {scope}", new Miners(this).ProposeAsync(scope, 5));
        }

        if (Scheduler.Chance(0.7))
        {
            Scheduler.After(Scheduler.Between(0, Bad.TotalMilliseconds * 0.9), () => Weather.StoreAwayUntil = Scheduler.Now + Scheduler.Between(1000, 60_000));
        }

        await Scheduler.Delay(Bad);
        Weather.IsFair = true;
        Trace.Add(Scheduler.Now, "fair weather");
        await EndInPeaceAsync();
        await new Invariants(this, _calls.ConvertAll(call => call.Call)).CheckAsync();
        Counts.Add("runs", Database.Runs.All.Count());
        Counts.Add("calls", _calls.Count);
        foreach (var machine in _machines)
        {
            await machine.EndAsync();
        }
    }

    /// <summary>Something goes on beside the rest; it must have ended in the end.</summary>
    public void Begin(string name, Task task) => _begun.Add((name, task));

    /// <summary>The span, or what is left until fair weather and a moment more.</summary>
    public TimeSpan UntilFair(TimeSpan span) => Scheduler.Now + span < FairAt ? span : FairAt > Scheduler.Now ? FairAt - Scheduler.Now : TimeSpan.Zero;

    public (Machine Machine, Life? Life) AnyMachine()
    {
        var machine = _machines[Scheduler.Random.Next(_machines.Count)];
        return (machine, machine.Life);
    }

    public void Called(Machine machine, object action, string name, StepContext context)
    {
        var input = JsonSerializer.SerializeToElement(action, AutomationJson.Default);
        Witness.Called(context.IdempotencyKey, input);
        _calls.Add((new Call(context.IdempotencyKey, name, input.GetRawText(), context.Attempt, context.ClaimNumber), Scheduler.Now));
        var run = Database.Runs.Find(context.RunId)!;
        Guards.Called(run, context.IdempotencyKey);
        if (run.Live is not { State: LiveState.Owned } live || live.ClaimNumber != context.ClaimNumber)
        {
            Witness.Complain($"I5: {context.IdempotencyKey} was called at {Scheduler.Now:T} by machine {machine.Name}, which does not have the run.");
        }
        else if (live is { Limited: true, HoldsPermit: false })
        {
            Witness.Complain($"I7: {context.IdempotencyKey} was called at {Scheduler.Now:T} without a permit.");
        }

        Trace.Add(Scheduler.Now, $"{machine.Name} calls {context.IdempotencyKey} {context.Attempt}");
    }

    /// <summary>What holds in every committed state, I7 among it: asked after every act of the store that changes something.</summary>
    public void Check()
    {
        Guards.Check();
        foreach (var group in Database.Runs.All.Where(run => run.Live is { HoldsPermit: true }).GroupBy(run => run.Record.Scope))
        {
            if (group.Count() > (MaxRunsPerScope ?? int.MaxValue))
            {
                Witness.Complain($"I7: {group.Count()} runs of scope '{group.Key}' have permits at {Scheduler.Now:T}.");
            }

            foreach (var ofRule in group.GroupBy(run => run.Record.Rule))
            {
                if (ofRule.Count() > (Orders.LimitOf(ofRule.Key) ?? int.MaxValue))
                {
                    Witness.Complain($"I7: {ofRule.Count()} runs of rule '{ofRule.Key}' have permits in scope '{group.Key}' at {Scheduler.Now:T}.");
                }
            }
        }
    }

    /// <summary>Liveness: in fair weather every run ends by itself, quarantined ones when somebody releases them.</summary>
    private async Task EndInPeaceAsync()
    {
        var limit = Scheduler.Now + Patience;
        while (_begun.Exists(begun => !begun.Task.IsCompleted) || Database.Runs.All.Any(run => run.Live is not null) || Database.Debounces.Due(DateTimeOffset.MaxValue, null, 1).Series.Count > 0)
        {
            if (Scheduler.Now >= limit)
            {
                var left = _begun.Where(begun => !begun.Task.IsCompleted).Select(begun => begun.Name)
                    .Concat(Database.Runs.All.Where(run => run.Live is not null).Select(run => $"run {run.Record.Id} of '{run.Record.Rule}': {run.Live}"));
                throw new InvalidOperationException($"Liveness: after {Patience.TotalMinutes} minutes of fair weather these are not done:\n{string.Join("\n", left)}");
            }

            foreach (var run in Database.Runs.All.Where(run => run.Live?.State == LiveState.Quarantined).ToArray())
            {
                Counts.Add("quarantined");
                await Customers.ReleaseAsync(run.Record.Scope, run.Record.Id);
            }

            foreach (var (scope, subject) in Guards.Standing.Keys.OrderBy(about => $"{about}", StringComparer.Ordinal))
            {
                // Somebody had asked for it in the rain, and it came late.
                await _people.ReleaseAsync(scope, subject);
            }

            await Scheduler.Delay(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(_begun.Select(begun => begun.Task));
    }
}

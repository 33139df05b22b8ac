using Automation.Hosting;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Automation.Simulation;

/// <summary>A machine with a host on it, which is started, stopped, killed, and started again.</summary>
internal sealed class Machine(World world, string name)
{
    private ServiceProvider? _services;
    private AutomationEngine? _engine;
    private TaskCompletionSource _death = new();

    public string Name => name;

    /// <summary>How much faster than right its clock goes.</summary>
    public double Rate { get; } = 1 + ((world.Scheduler.Random.NextDouble() - 0.5) / 10);

    /// <summary>How wrong its clock is.</summary>
    public TimeSpan WrongBy { get; private set; } = world.Scheduler.Between(-3_600_000, 3_600_000);

    /// <summary>Until then it does not reach the store.</summary>
    public DateTimeOffset CutUntil { get; private set; }

    /// <summary>Until then its process stands still; what happens to it meanwhile, it finds afterwards.</summary>
    public DateTimeOffset PausedUntil { get; private set; }

    /// <summary>The present process; null when none has started.</summary>
    public Life? Life { get; private set; }

    public IAutomationClient Client => _services!.GetRequiredService<IAutomationClient>();

    private Scheduler Scheduler => world.Scheduler;

    /// <summary>Lets something happen in a process after a while, unless it is dead then.</summary>
    public void After(Life life, TimeSpan delay, Action happening) => Scheduler.After(delay, () =>
    {
        if (life.IsDead)
        {
            return;
        }

        if (Scheduler.Now < PausedUntil)
        {
            After(life, PausedUntil - Scheduler.Now, happening);
            return;
        }

        happening();
    });

    /// <summary>Waits in a process; for ever when it dies meanwhile.</summary>
    public Task Pass(Life life, TimeSpan span)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(life, span, over.SetResult);
        return over.Task;
    }

    /// <summary>Lives and dies until the weather is fair; then it lives.</summary>
    public async Task LiveAsync()
    {
        while (true)
        {
            if (!await TryStartAsync())
            {
                await Scheduler.Delay(Scheduler.Between(300, 3000));
                continue;
            }

            var span = TimeSpan.FromMinutes(-Math.Log(1 - Scheduler.Random.NextDouble()) * 8);
            await Task.WhenAny(_death.Task, Scheduler.Delay(world.UntilFair(span)));
            if (Scheduler.Now >= world.FairAt)
            {
                return;
            }

            var well = !_death.Task.IsCompleted && Scheduler.Chance(0.3);
            world.Trace.Add(Scheduler.Now, $"{name} {(well ? "stops" : "dies")}");
            world.Counts.Add(well ? "stops" : "deaths");
            if (well)
            {
                await _engine!.StopAsync(CancellationToken.None);
            }

            await EndAsync();
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(0, 60_000)));
        }
    }

    /// <summary>Now and then it stands still, is cut off, or has its clock set.</summary>
    public async Task SufferAsync()
    {
        while (true)
        {
            await Scheduler.Delay(world.UntilFair(Scheduler.Between(10_000, 400_000)));
            if (Scheduler.Now >= world.FairAt)
            {
                return;
            }

            var until = Scheduler.Now + world.UntilFair(Scheduler.Between(500, 70_000));
            switch (Scheduler.Random.Next(3))
            {
                case 0:
                    StandStill(until);
                    break;
                case 1:
                    CutUntil = until;
                    world.Counts.Add("cuts");
                    world.Trace.Add(Scheduler.Now, $"{name} is cut off until {until:T}");
                    break;
                default:
                    WrongBy += Scheduler.Chance(0.5) ? -TimeSpan.FromMinutes(10) : Scheduler.Between(-3_600_000, 3_600_000);
                    world.Counts.Add("clocks");
                    world.Trace.Add(Scheduler.Now, $"{name} has its clock wrong by {WrongBy}");
                    break;
            }
        }
    }

    /// <summary>In bad weather, now and then, it dies or stands still at the moment in which something of it was stored.</summary>
    public void SufferAtAWrite()
    {
        var draw = world.Weather.IsFair || Life is null ? 1000 : Scheduler.Random.Next(1000);
        if (draw < 4)
        {
            _death.TrySetResult();
        }
        else if (draw < 8)
        {
            StandStill(Scheduler.Now + world.UntilFair(Scheduler.Between(500, 70_000)));
        }
    }

    public async Task EndAsync()
    {
        Life?.End();
        Life = null;
        if (_services is { } services)
        {
            _services = null;
            _engine!.Kill();
            await services.DisposeAsync();
        }
    }

    private void StandStill(DateTimeOffset until)
    {
        PausedUntil = until;
        world.Counts.Add("pauses");
        world.Trace.Add(Scheduler.Now, $"{name} stands still until {until:T}");
    }

    private async Task<bool> TryStartAsync()
    {
        _death = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var life = new Life();
        var ids = new Random(Scheduler.Random.Next());
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(world);
        services.AddSingleton(this);
        services.AddSingleton(life);
        services.AddSingleton<TimeProvider>(new NodeClock(Scheduler, this, life));
        services.AddAutomation(builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => new SimulatedStore(world, this, life)));
            Orders.Configure(builder);
            Guarded.Configure(builder);
            Arrivals.Configure(builder);
            builder.Configure(options =>
            {
                options.Retention.Interval = Timeout.InfiniteTimeSpan;
                options.MaxConcurrentRuns = world.MaxConcurrentRuns;
                options.MaxRunsPerScope = world.MaxRunsPerScope;
                options.FillRandom = ids.NextBytes;
                options.AskTwice = true;
                Array.ForEach(Customers.Scopes, options.Scopes.Add);
            });
        });
        _services = services.BuildServiceProvider();
        _engine = _services.GetRequiredService<AutomationEngine>();
        world.Trace.Add(Scheduler.Now, $"{name} starts");
        try
        {
            await _engine.StartAsync(CancellationToken.None);
            Life = life;
            return true;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or CommitUnknownException)
        {
            // The host could not start; somebody starts it again.
            world.Counts.Add("failedStarts");
            life.End();
            await EndAsync();
            return false;
        }
    }
}

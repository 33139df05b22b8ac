using System.Text;
using Automation.Hosting;
using Automation.Storage;
using Automation.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Automation.EndToEnd.Worlds;

/// <summary>One story in a world whose process dies where a plan says so, and is started again on the same data.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string Scope = "p";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IWorldData _data;
    private readonly FaultPlan _plan;
    private IAutomationStore? _reader;
    private ServiceProvider? _services;
    private AutomationEngine _engine = null!;
    private Life _life = new();
    private bool _isGuest;

    public World(StoreKind store, FaultPlan plan, Action<AutomationBuilder> configure)
        : this(DataOf(store), plan, configure)
    {
    }

    public World(IWorldData data, FaultPlan plan, Action<AutomationBuilder> configure)
    {
        Configure = configure;
        _data = data;
        _plan = plan;
        Outside = new Outside(Witness);
    }

    /// <summary>The rules of the next process that starts here.</summary>
    public Action<AutomationBuilder> Configure { get; set; }

    public ManualClock Clock { get; init; } = new();

    /// <summary>The clock that the process believes; the manual one unless a test wants another.</summary>
    public TimeProvider? Time { get; init; }

    public CommitWitness Witness { get; private init; } = new();

    public Outside Outside { get; private init; }

    /// <summary>The node as which the present process joined.</summary>
    public long Node => _life.NodeId;

    public AutomationEngine Engine => _engine;

    /// <summary>The scope, as the present process offers it; its answers are not asked for again.</summary>
    public IScopedAutomation Client => _services!.GetRequiredService<IAutomationClient>().In(Scope);

    /// <summary>The rules for all scopes, as the present process offers them.</summary>
    public ISharedRules SharedRules => _services!.GetRequiredService<IAutomationClient>().SharedRules;

    public IServiceProvider Services => _services!;

    /// <summary>How often the process died.</summary>
    public int Deaths { get; private set; }

    /// <summary>The ids of the events that were accepted, in the order of the answers.</summary>
    public List<AutomationEventId> Accepted { get; } = [];

    /// <summary>Whether handlers wait for something that the story does: then the world settles without them.</summary>
    public bool HandlersWait { get; set; }

    public async Task StartAsync()
    {
        await _data.OpenAsync();
        _reader ??= _data.NewStore();
        await _reader.OpenAsync(CancellationToken.None);
        await BeginLifeAsync();
    }

    /// <summary>Does what a client does: asks again, with the same key, until it has an answer.</summary>
    public async Task<T> AskAsync<T>(Func<IScopedAutomation, Task<T>> ask)
    {
        for (var tries = 0; ; tries++)
        {
            await ReviveAsync();
            try
            {
                return await ask(_services!.GetRequiredService<IAutomationClient>().In(Scope)).WaitAsync(Patience, TimeProvider.System);
            }
            catch (Exception exception) when (tries < 20 && (_life.IsDead || exception is AutomationUnavailableException))
            {
                // No answer, or "ask again".
            }
        }
    }

    public async Task<PublishResult> PublishAsync<TEvent>(TEvent @event, string key)
        where TEvent : class
    {
        var result = await AskAsync(project => project.PublishAsync(@event, new() { Key = key }));
        Accepted.Add(result.EventId);
        return result;
    }

    /// <summary>Waits until there is nothing to do now, in however many lives.</summary>
    public async Task SettleAsync()
    {
        while (true)
        {
            await ReviveAsync();
            var idle = _engine.Activity.WhenIdleAsync(withHandlers: !HandlersWait, CancellationToken.None);
            await Task.WhenAny(idle, _life.Death).WaitAsync(Patience, TimeProvider.System);
            if (!_life.IsDead)
            {
                return;
            }
        }
    }

    /// <summary>Moves the clock, timer by timer.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var limit = Clock.GetUtcNow() + by;
        do
        {
            await SettleAsync();
        }
        while (Clock.FireNext(limit));

        await SettleAsync();
    }

    /// <summary>Moves the clock until something holds.</summary>
    public async Task AdvanceUntilAsync(Func<Task<bool>> holds)
    {
        var limit = Clock.GetUtcNow() + TimeSpan.FromDays(2);
        await SettleAsync();
        for (var fired = 0; !await holds(); fired++)
        {
            if (!Clock.FireNext(limit) || fired > 1000)
            {
                throw new TimeoutException($"The story does not go on.\n{await DescribeAsync()}");
            }

            await SettleAsync();
        }
    }

    /// <summary>Moves the clock until every run has ended, or is in one of the given states.</summary>
    public Task RunToEndAsync(params RunStatus[] alsoFinal) => AdvanceUntilAsync(async () =>
        (await RunsAsync()).All(run => run.Entries.Any(entry => entry.RunStatus is not null) || (run.Live is { } live && alsoFinal.Contains(live.State.ToRunStatus()))));

    public Task<RunDetails?> FindRunAsync(RunId runId) => AskAsync(project => project.FindRunAsync(runId));

    /// <summary>Every run, oldest first, as it is stored; asked behind the engine's back.</summary>
    public async Task<IReadOnlyList<StoredRun>> RunsAsync()
    {
        var runs = new List<StoredRun>();
        foreach (var summary in (await _reader!.ListRunsAsync(Scope, new RunQuery { Limit = 200 }, CancellationToken.None)).Reverse())
        {
            runs.Add((await _reader!.LoadRunAsync(summary.Run.Id, CancellationToken.None))!);
        }

        return runs;
    }

    /// <summary>Tells something to a run behind the engine's back, as another process would.</summary>
    public Task SignalBehindAsync(RunId runId, SignalKey key, ReadOnlyMemory<byte> body) => _reader!.CommitAsync(
        new CommitBatch
        {
            Now = Clock.GetUtcNow(),
            Operations = [new SignalOperation { Scope = Scope, RunId = runId, Signal = new SignalRecord(key, body, Clock.GetUtcNow()), WakesHeld = true }],
        },
        CancellationToken.None);

    /// <summary>Moves a schedule behind the engine's back, as another process would.</summary>
    public Task<int> MoveBehindAsync(ScheduleMove move) => _reader!.MoveSchedulesAsync([move], CancellationToken.None);

    /// <summary>The schedules as they are stored.</summary>
    public Task<IReadOnlyList<ScheduleRecord>> SchedulesAsync() => _reader!.ListSchedulesAsync(Scope, CancellationToken.None);

    public Task<EventRecord?> FindEventAsync(AutomationEventId id) => _reader!.FindEventAsync(Scope, id, CancellationToken.None);

    public Task<IReadOnlyList<string>> DiagnoseAsync() => _reader!.DiagnoseAsync(Clock.GetUtcNow(), null, CancellationToken.None);

    /// <summary>How it ended, without ids, instants, attempts and claims: the same whatever went wrong on the way.</summary>
    public async Task<string> DescribeAsync()
    {
        var text = new StringBuilder();
        foreach (var run in await RunsAsync())
        {
            var details = (await FindRunAsync(run.Run.Id))!;
            text.AppendLine($"{details.Rule} about '{details.Subject}': {details.Status} {details.Reason}");
            foreach (var step in details.Steps.OrderBy(step => step.Path.Value, StringComparer.Ordinal))
            {
                text.AppendLine($"  {step.Path} {step.Status} {step.Input} -> {step.Output} {(step.Status == StepStatus.Cancelled ? "" : step.Error?.Code)}");
            }
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await EndLifeAsync();
        if (_reader is not null)
        {
            await _data.CloseAsync(_reader);
        }

        if (!_isGuest)
        {
            await _data.DisposeAsync();
        }
    }

    /// <summary>Kills the process at whatever it does now; who asks next finds another one.</summary>
    public void Kill() => _life.End();

    /// <summary>Stops the process in good order; it is started again by <see cref="StartAsync"/>.</summary>
    public async Task StopAsync()
    {
        await _engine.StopAsync(CancellationToken.None);
        await EndLifeAsync();
    }

    /// <summary>Kills the process and starts no other.</summary>
    public Task EndAsync() => EndLifeAsync();

    /// <summary>Another process on the same data and with the same clock, which must be disposed of before this one.</summary>
    public World Beside(FaultPlan? plan = null) => new(_data, plan ?? new FaultPlan(), Configure) { Clock = Clock, Time = Time, _isGuest = true };

    /// <summary>Another process in the same world, which believes a clock of its own.</summary>
    public World BesideInTheSameWorld(FaultPlan plan, TimeProvider? time = null) =>
        new(_data, plan, Configure) { Clock = Clock, Time = time, Witness = Witness, Outside = Outside, _isGuest = true };

    private static IWorldData DataOf(StoreKind store) => store switch
    {
        StoreKind.Memory => new MemoryData(),
        StoreKind.Sqlite => new SqliteData(),
        _ => new PostgresData(),
    };

    private async Task ReviveAsync()
    {
        while (_life.IsDead)
        {
            if (++Deaths > 100)
            {
                throw new InvalidOperationException("The process dies again and again: nothing isolates what kills it.");
            }

            await EndLifeAsync();

            // A process takes a moment to start; ids of different lives lie in different milliseconds.
            Clock.FireNext(Clock.GetUtcNow());
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            await BeginLifeAsync();
        }
    }

    private async Task BeginLifeAsync()
    {
        var life = _life = new Life();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(Time ?? Clock);
        services.AddSingleton(Outside);
        services.AddSingleton(life);
        services.AddAutomation(builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IAutomationStore>(_ => new FaultStore(_data, _plan, life, Witness)));
            builder.AddHandler<WorkHandler>().AddHandler<JobHandler>().AddHandler<TellHandler>().AddEvent<OrderPlaced>().AddEvent<OrderPaid>();
            builder.Configure(options =>
            {
                options.PollInterval = TimeSpan.FromMinutes(5);
                options.Heartbeat = TimeSpan.FromMinutes(5);
                options.Lease = TimeSpan.FromMinutes(15);
                options.Retention.Interval = Timeout.InfiniteTimeSpan;
                options.AskTwice = true;
            });
            Configure(builder);
        });
        _services = services.BuildServiceProvider();
        _engine = _services.GetRequiredService<AutomationEngine>();
        try
        {
            await _engine.StartAsync(CancellationToken.None);
        }
        catch (Exception exception) when (life.IsDead || exception is CommitUnknownException)
        {
            // The host could not start; somebody starts it again.
            life.End();
        }
    }

    private async Task EndLifeAsync()
    {
        _life.End();
        if (_services is not null)
        {
            _engine.Kill();
            await _services.DisposeAsync();
            _services = null;
        }
    }
}

using System.Text.Json;
using Automation.Actions;
using Automation.Breaking;
using Automation.Budgets;
using Automation.Client;
using Automation.Costing;
using Automation.Debouncing;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Deploying;
using Automation.Diagnostics;
using Automation.Ids;
using Automation.Intake;
using Automation.Json;
using Automation.Matching;
using Automation.Polling;
using Automation.Previewing;
using Automation.Retention;
using Automation.Running;
using Automation.Running.Leases;
using Automation.Running.Needs;
using Automation.Running.Steps;
using Automation.Running.Writing;
using Automation.Scheduling;
using Automation.Storage;
using Automation.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Automation.Hosting;

/// <summary>The roof: checks the rules, opens the store, joins as a node, and wires what runs them. Started and stopped once.</summary>
internal sealed partial class AutomationEngine(
    IServiceProvider services,
    TimeProvider time,
    IOptions<AutomationOptions> options,
    ActivityTracker activity,
    AutomationDiagnostics diagnostics,
    ILoggerFactory? loggers = null)
{
    private readonly ILogger _logger = Logs(loggers).CreateLogger<AutomationEngine>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly StoreClock _clock = new(time);
    private readonly LoopWatch _watch = new(time, Logs(loggers).CreateLogger<LoopWatch>());
    private readonly JsonSerializerOptions _json = options.Value.Json ?? AutomationJson.Default;
    private CompiledRules? _compiled;
    private EngineParts? _parts;
    private RunNode? _node;
    private GroupCommitWriter? _writer;
    private LeaseKeeper? _keeper;
    private PoolWatch? _pool;
    private Task _loops = Task.CompletedTask;
    private Task _heartbeat = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;
    private volatile bool _disposed;

    /// <summary>The clock that decides what is due; see <see cref="StoreClock"/>.</summary>
    public TimeProvider Time => _clock;

    public JsonSerializerOptions Json => _json;

    public TimeSpan MinScheduleInterval => options.Value.MinScheduleInterval;

    public ActivityTracker Activity => activity;

    /// <summary>Whether this process works on runs; false while another one does that allows no second, or while the lease is not held.</summary>
    public bool IsWorking => _keeper is { IsWorking: true } && !_stopping.IsCancellationRequested;

    public bool IsStarted => _parts is not null;

    /// <summary>What the loops do that keep this host at work, as a sentence begins.</summary>
    public IReadOnlyList<string> Loops => _watch.Works;

    /// <summary>What is wrong with the loops that keep this host at work; empty when all is well.</summary>
    public IReadOnlyList<LoopTrouble> Troubles => _watch.Troubles;

    /// <summary>What a started engine offers.</summary>
    /// <exception cref="AutomationUnavailableException">The host has not started yet.</exception>
    /// <exception cref="ObjectDisposedException">The host has ended.</exception>
    public EngineParts Parts => _disposed
        ? throw new ObjectDisposedException(nameof(IAutomationClient), "The host of this client has ended and was disposed. Ask the host that runs now for its IAutomationClient; in a test, ask the AutomationTest again, as with In(scope).")
        : _parts ?? throw new AutomationUnavailableException("Automation has not started. Start the host (or its hosted services) before you use IAutomationClient.");

    public string NameOf(Type rule)
    {
        _ = Parts;
        return _compiled!.NamesByClass.TryGetValue(rule, out var name)
            ? name
            : throw new ArgumentException($"No rule of class '{rule.Name}' is registered. Add it with AddRule<{rule.Name}>().", nameof(rule));
    }

    /// <exception cref="RuleDefinitionException">Rules are faulty; all faults are in it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (store, rules) = Compile();
        await store.OpenAsync(cancellationToken).ConfigureAwait(false);

        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        await CheckTransactionsAsync(store, scopes, _compiled!.Actions, cancellationToken).ConfigureAwait(false);
        var ids = new IdGenerator(_clock, options.Value.FillRandom);
        EventIntake? intake = null;
        _writer = new GroupCommitWriter(store, _clock, activity, diagnostics, Logs(loggers).CreateLogger<GroupCommitWriter>()) { Fenced = fenced => _keeper!.OnFenced(fenced) };
        var runner = new StepRunner(
            scopes, _compiled.Actions, _compiled.Conditions, (cause, @event, publish, key, token) => intake!.PublishFromStepAsync(cause, @event, publish, key, token), store as ITransactionStore, _clock, activity, diagnostics);
        var watch = new LeaseWatch(_clock);
        var costs = new CostEstimator(_compiled.Costs, scopes, _json);
        var directoryOfScopes = services.GetRequiredService<IScopeDirectory>();
        var servesSeveral = directoryOfScopes is not OptionsScopeDirectory || options.Value.Scopes.Count > 1;
        _node = new RunNode(_writer, runner, costs, watch, _clock, activity, diagnostics, Logs(loggers).CreateLogger<RunDriver>(), options.Value.MaxConcurrentRuns, servesSeveral);

        // What is stored was checked when it was saved: an action that this build lacks parks a run when it is reached, until a host that has it takes it up.
        var directory = new RuleDirectory(rules, store, RuleJsonReader.Stored, _json, options.Value.RequirePreview);
        var begins = new BeginCheck(directory, _clock);
        var means = new HostMeans(
            _compiled.Actions,
            _compiled.Conditions,
            name => directory.TryGetCode(name, out var rule) ? rule : null,
            async (scope, rule, hash, token) => await directory.FindForRunAsync(scope, rule, hash, token).ConfigureAwait(false) is not null,
            begins,
            _clock);
        var runs = _watch.Add("Taking up runs");
        var news = new StoreNews();
        var dispatcher = new RunDispatcher(
            store, _node, _writer, (run, token) => directory.FindForRunAsync(run.Scope, run.Rule, run.RuleHash, token), means, begins, _json, _clock, activity, runs, PaceOf(2 * options.Value.PollInterval, news), options.Value,
            Logs(loggers).CreateLogger<RunDispatcher>());
        _node.PlaceFreed = dispatcher.PlaceFreed;
        _writer.MadeReady = dispatcher.Wake;
        _node.Parked = dispatcher.ParkedUntil;
        var breakers = new BreakerKeeper(store, directory, _clock, activity, diagnostics, Logs(loggers).CreateLogger<BreakerKeeper>());
        _node.RunEnded = breakers.OnEnded;
        var planner = new RunPlanner(ids, _compiled.Events, _json, options.Value.AskTwice);
        var zones = new ScopeZones(directoryOfScopes, _clock, Logs(loggers).CreateLogger<ScopeZones>()) { Stopping = _stopping.Token };
        var gate = new Gate(scopes, _compiled.Conditions, _clock);
        var series = new DebounceSeries(ids, _clock);
        var pricer = new RunPricer(costs, zones, options.Value);
        var chains = new ChainGuard(store);
        var matcher = new EventMatcher(gate, planner, pricer, _node, breakers, series, chains);
        var acceptances = new AcceptanceWriter(_writer, _node, dispatcher, breakers, series, diagnostics, Logs(loggers).CreateLogger<AcceptanceWriter>());
        var calls = new IntakeCalls(activity, diagnostics);
        intake = new EventIntake(directory, _compiled.Events, matcher, acceptances, series, chains, zones, calls, ids, _json, options.Value, _clock, diagnostics);
        WarnOfWhatIsNotEnforced(rules, _compiled.Costs);

        // Made after the store, and so ended before it.
        _ = services.GetRequiredService<EngineEnd>();
        var beats = _watch.Add("Renewing the right to work on runs");
        _keeper = new LeaseKeeper(store, _clock, watch, _node, dispatcher, _writer, activity, beats, options.Value, Logs(loggers).CreateLogger<LeaseKeeper>());
        await _keeper.JoinAsync(cancellationToken).ConfigureAwait(false);
        var saves = _watch.Add("Accepting events that were saved in transactions of the host");
        var pump = store is IIntakeStore saved
            ? new IntakePump(saved, intake, _clock, activity, saves, options.Value.PollInterval, Logs(loggers).CreateLogger<IntakePump>())
            : null;
        var finder = new ScheduleFinder(planner, directoryOfScopes, _clock);
        var shared = new SharedSchedules(store, directory, finder, zones, _clock, Logs(loggers).CreateLogger<SharedSchedules>());
        var stored = new ScheduleZones(store, directory, finder, zones, _clock);
        var polls = new Poller(
            store, scopes, _compiled.Polls, intake, () => _writer.IsClosed, _json, _clock, activity, diagnostics, Logs(loggers).CreateLogger<Poller>());
        var fires = _watch.Add("Firing schedules");
        var schedules = new SchedulePass(
            store, directory, finder, shared, stored, zones, intake, polls, _clock, activity, fires, _watch.Add("Finding the scopes in which schedules are due"), PaceOf(options.Value.Heartbeat / 2, news), Logs(loggers).CreateLogger<SchedulePass>());
        polls.Ended = schedules.Wake;
        zones.Answered = schedules.LookNow;
        var purger = new Purger(store, zones, options.Value, _clock, diagnostics);
        var deletes = _watch.Add("Deleting old history", options.Value.Retention.Interval);
        var retention = new RetentionPass(store, purger, () => IsWorking, _clock, activity, deletes, options.Value, Logs(loggers).CreateLogger<RetentionPass>());
        var ends = _watch.Add("Starting the runs of events that waited for quiet");
        var debounces = new DebouncePass(store, directory, intake, _clock, activity, ends, PaceOf(options.Value.Heartbeat / 2, news), Logs(loggers).CreateLogger<DebouncePass>());
        series.Expected = debounces.Expect;
        series.EndsDue = debounces.EndAsync;
        _parts = new EngineParts
        {
            Store = store,
            Rules = directory,
            Intake = intake,
            Starts = new ManualStarts(directory, planner, pricer, chains, zones, _node, acceptances, calls, store, _json, options.Value, _clock, diagnostics),
            Ids = ids,
            Webhooks = new WebhookReceiver(store, intake, _clock, diagnostics, Logs(loggers).CreateLogger<WebhookReceiver>()),
            Pump = pump,
            Schedules = schedules,
            Debounces = debounces,
            ScheduleFinder = finder,
            Dispatcher = dispatcher,
            Purger = purger,
            Previewer = new Previewer(
                scopes, _compiled.Actions, _compiled.Previews, gate, planner, costs, zones, new PreviewEvents(finder, _compiled.Events, store, _json, _clock), _json, options.Value, _clock),
            Settings = new SettingEditor(store, directory, finder, shared, MinScheduleInterval, _clock, () =>
            {
                schedules.Wake();
                dispatcher.Wake();
            }),
            Breakers = breakers,
            Budgets = new BudgetList(store, directory, zones, options.Value, _clock),
            Costs = costs,
            Completions = new CompletionResults(directory, _compiled.Actions, _json),
            Signals = new SignalDelivery(_writer, _node, dispatcher, _clock, activity),
            RuleReader = new RuleJsonReader(_compiled.Actions, _compiled.Conditions, _json, _compiled.Polls, _compiled.Events, _compiled.Costs, _clock),
        };

        // Before the start is done, so that whoever waits until the engine is idle waits for the first pass.
        _keeper.Schedule();
        pump?.Wake();
        schedules.Wake();
        debounces.Wake();
        news.Told = () =>
        {
            schedules.Hear();
            debounces.Hear();
            dispatcher.Hear();
        };
        var hears = _watch.Add("Listening to other hosts");
        var listening = _watch.RunAsync(hears, new StoreListener(store, news, _clock, activity, hears, Logs(loggers).CreateLogger<StoreListener>()).RunAsync, _stopping.Token);
        _loops = Task.WhenAll(
            listening, BeginAsync(runs, dispatcher.RunAsync, _stopping), pump is null ? Task.CompletedTask : BeginAsync(saves, pump.RunAsync, _stopping), BeginAsync(fires, schedules.RunAsync, _stopping),
            BeginAsync(ends, debounces.RunAsync, _stopping), BeginAsync(deletes, retention.RunAsync, _stopping));
        _heartbeat = BeginAsync(beats, _keeper.RunAsync, _leaving);
        _pool = new PoolWatch(runner, _node, Logs(loggers).CreateLogger<PoolWatch>());
        _pool.Start();
        activity.Enter();
        _looking = SayWhatHasChangedAsync(new DeploymentCheck(store, directory, _compiled.Actions, _compiled.Conditions, _json), _stopping.Token);
        LogStarted(rules.Count, store.Name, _keeper.IsWorking);
    }

    /// <summary>Asks the host's directory about its scopes now; whoever waits until the engine is idle waits for it.</summary>
    internal void LookAtScopes() => _parts?.Schedules.AskScopesAnew();

    /// <summary>Compares the live runs of the store with the rules of this build. Before the start it opens the store, if there is one, and joins as no node.</summary>
    /// <exception cref="RuleDefinitionException">Rules are faulty; all faults are in it.</exception>
    public async Task<DeploymentReport> CheckAsync(DeploymentCheckOptions check, CancellationToken cancellationToken)
    {
        if (IsStarted)
        {
            var parts = Parts;
            return await new DeploymentCheck(parts.Store, parts.Rules, _compiled!.Actions, _compiled.Conditions, _json).RunAsync(check, cancellationToken).ConfigureAwait(false);
        }

        var (store, rules) = Compile();
        if (!await store.ExistsAsync(cancellationToken).ConfigureAwait(false))
        {
            return new DeploymentReport { Versions = [], Complete = true, StoreFound = false };
        }

        await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var directory = new RuleDirectory(rules, store, RuleJsonReader.Stored, _json, options.Value.RequirePreview);
        return await new DeploymentCheck(store, directory, _compiled!.Actions, _compiled.Conditions, _json).RunAsync(check, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What nothing will ever move: the store says it, with what this host knows of itself.</summary>
    public async Task<IReadOnlyList<string>> DiagnoseAsync(CancellationToken cancellationToken)
    {
        var parts = Parts;
        var (own, forgotten) = await parts.Dispatcher.ListForgottenAsync(cancellationToken).ConfigureAwait(false);
        var roomy = _node!.HasHadRoomFor(Overdue.Ready) ? own : null;
        var stuck = await parts.Store.DiagnoseAsync(_clock.GetUtcNow(), roomy, cancellationToken).ConfigureAwait(false);
        return [.. stuck, .. forgotten.Select(run => $"Run '{run}' is owned by node {own!.NodeId}, which is this host, and is not in its memory.")];
    }

    /// <summary>Finds the store, which is not opened, and reads the rules.</summary>
    private (IAutomationStore Store, IReadOnlyList<RuleDefinition> Rules) Compile()
    {
        if (!_json.IsReadOnly)
        {
            _json.MakeReadOnly(populateMissingResolver: true);
        }

        var store = services.GetService<IAutomationStore>() ?? throw new InvalidOperationException(
            "No store is chosen. Call UseSqlite(\"automation.db\") or UsePostgres(connectionString) in AddAutomation, or UseInMemory() where nothing needs to survive.");
        _compiled = RuleCompiler.Compile(services, _json);
        return (store, ReadJsonRules(_compiled));
    }

    /// <summary>One line for each version that this build does not have as it was. Runs go on meanwhile; a few thousand are looked at.</summary>
    private async Task SayWhatHasChangedAsync(DeploymentCheck check, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var report = await check.RunAsync(new DeploymentCheckOptions { MaxRuns = 5000, MaxRunsPerVersion = 20 }, cancellationToken).ConfigureAwait(false);
            foreach (var version in report.Versions.Where(version => version.Match != DeploymentMatch.Same))
            {
                LogDeployed(version.Match == DeploymentMatch.Orphan ? LogLevel.Warning : LogLevel.Information, version.ToString());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception fault)
        {
            // It is a help, and no condition of a start.
            LogNotCompared(fault);
        }
        finally
        {
            activity.Leave();
        }
    }

    /// <summary>Stops in good order: handlers are told, runs are let go uncharged, nothing is lost. Harmless when repeated.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_parts is null || _stopping.IsCancellationRequested)
        {
            return;
        }

        await TellAsync(_stopping).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(options.Value.ShutdownTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        _keeper!.Close();
        await Task.WhenAll(_loops, _looking).ConfigureAwait(false);

        // The lease is renewed until the last handler has come back, or the time is over.
        await _node!.StopAsync(either.Token).ConfigureAwait(false);
        await _parts.Breakers.Looks.ConfigureAwait(false);
        await TellAsync(_leaving).ConfigureAwait(false);
        await _heartbeat.ConfigureAwait(false);
        await _keeper.LeaveAsync().ConfigureAwait(false);
        _keeper.Dispose();
        _pool!.Dispose();
        _node.Drop();
        _writer!.Close();
    }

    /// <summary>Whoever still has a client of it is told so from now on.</summary>
    internal void MarkDisposed() => _disposed = true;

    /// <summary>Ends as if the process died, and waits until no loop asks the store any more. Nothing to do after a stop, or where it was killed: what was asked then may never be answered.</summary>
    internal async Task EndAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        Kill();
        await Task.WhenAll(_loops, _looking, _heartbeat).ConfigureAwait(false);
    }

    /// <summary>Stops like a process that is killed: nothing more is written, nothing is let go. Harmless when repeated.</summary>
    internal void Kill()
    {
        _keeper?.Close();
        _writer?.Close();
        Tell(_stopping);
        Tell(_leaving);
        _node?.Drop();
        _keeper?.Dispose();
        _pool?.Dispose();
    }

    private static async Task TellAsync(CancellationTokenSource all)
    {
        try
        {
            await all.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // All have been told. A database driver can leave a callback behind when a connection breaks (Npgsql does), and that one throws.
        }
    }

    private static void Tell(CancellationTokenSource all)
    {
        try
        {
            all.Cancel();
        }
        catch (AggregateException)
        {
            // All have been told; see TellAsync.
        }
    }

    /// <summary>How a loop looks for what other processes stored: with every <see cref="AutomationOptions.PollInterval"/>, or more seldom while there is nothing and news of it would be heard.</summary>
    private Pace PaceOf(TimeSpan longest, StoreNews news) => new(options.Value.PollInterval, longest, () => news.AreHeard);

    /// <summary>Runs a loop off the starter's thread.</summary>
    private async Task BeginAsync(LoopState state, Func<CancellationToken, Task> loop, CancellationTokenSource until)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _watch.RunAsync(state, loop, until.Token).ConfigureAwait(false);
    }

    private static async Task CheckTransactionsAsync(IAutomationStore store, IServiceScopeFactory scopes, ActionCatalog actions, CancellationToken cancellationToken)
    {
        foreach (var action in actions.All.Where(action => action.TransactionOf is not null))
        {
            if (store is not ITransactionStore transactions)
            {
                throw new InvalidOperationException(
                    $"Handler {TypeText.Of(action.HandlerType)} of {action.Words} works in a transaction of '{action.TransactionOf!.Name}', and the store '{store.Name}' cannot take part in it. "
                    + "Call UsePostgres(…) for the same database, or remove [InTransaction].");
            }

            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                try
                {
                    await transactions.CheckAsync(scope.ServiceProvider, action.TransactionOf!, cancellationToken).ConfigureAwait(false);
                }
                catch (InvalidOperationException fault)
                {
                    throw new InvalidOperationException($"Handler {TypeText.Of(action.HandlerType)} of {action.Words} cannot work in a transaction: {fault.Message}", fault);
                }
            }
        }
    }

    private IReadOnlyList<RuleDefinition> ReadJsonRules(CompiledRules compiled)
    {
        var reader = new RuleJsonReader(compiled.Actions, compiled.Conditions, _json, compiled.Polls);
        var faults = new List<RuleFault>();
        var rules = new List<RuleDefinition>(compiled.Rules);
        foreach (var registration in services.GetServices<JsonRuleRegistration>())
        {
            var read = reader.Read(registration.Json);
            faults.AddRange(read.Faults);
            if (read.Rule is not { } rule)
            {
                continue;
            }

            if (rules.Any(other => other.Name == rule.Name))
            {
                faults.Add(new RuleFault { Rule = rule.Name, Code = RuleCodes.NameTaken, Message = $"Two rules have the name '{rule.Name}'. Rename one of them." });
            }

            rules.Add(rule);
        }

        return faults.Count == 0 ? rules : throw new RuleDefinitionException(faults);
    }

    /// <summary>Says which triggers of rules nobody fires, and which guards have no effect: at the start of the host's own, and of a stored one when it is saved.</summary>
    public void WarnOfWhatIsNotEnforced(IReadOnlyList<RuleDefinition> rules, CostCatalog costs)
    {
        foreach (var rule in rules)
        {
            foreach (var trigger in rule.Triggers.Where(trigger => trigger.NotFired is not null))
            {
                LogTriggerNotFired(rule.Name, trigger.Id, trigger.NotFired!);
            }

            foreach (var trigger in rule.Triggers.Where(trigger => trigger.Kind == TriggerKind.Schedule))
            {
                if (trigger.Config is ConstantBinding { Value: var config } && ScheduleForms.OverOf(config, _clock.GetUtcNow()) is { } instant)
                {
                    LogNeverFires(rule.Name, trigger.Id, instant);
                }
            }

            foreach (var (_, message) in GuardCheck.InCode.Effectless(rule, costs))
            {
                LogNoEffect(rule.Name, message);
            }
        }
    }

    private static ILoggerFactory Logs(ILoggerFactory? loggers) => loggers ?? NullLoggerFactory.Instance;
}

using System.Text.Json;
using Automation.Definitions;
using Automation.Definitions.Json;
using Automation.Diagnostics;
using Automation.Ids;
using Automation.Intake;
using Automation.Json;
using Automation.Matching;
using Automation.Running;
using Automation.Running.Steps;
using Automation.Running.Writing;
using Automation.Storage;
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
    private readonly JsonSerializerOptions _json = options.Value.Json ?? AutomationJson.Default;
    private CompiledRules? _compiled;
    private EngineParts? _parts;
    private RunNode? _node;
    private RunDispatcher? _dispatcher;
    private GroupCommitWriter? _writer;
    private NodeLease? _lease;
    private Task _loop = Task.CompletedTask;

    public TimeProvider Time => time;

    public JsonSerializerOptions Json => _json;

    public ActivityTracker Activity => activity;

    /// <summary>Whether this process works on runs; false while another one does, or after the lease was lost.</summary>
    public bool IsWorking => _lease is not null && !_stopping.IsCancellationRequested;

    public bool IsStarted => _parts is not null;

    /// <summary>What a started engine offers.</summary>
    /// <exception cref="AutomationUnavailableException">The host has not started yet.</exception>
    public EngineParts Parts => _parts ?? throw new AutomationUnavailableException(
        "Automation has not started. Start the host (or its hosted services) before you use IAutomationClient.");

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
        if (!_json.IsReadOnly)
        {
            _json.MakeReadOnly(populateMissingResolver: true);
        }

        var store = services.GetService<IAutomationStore>() ?? throw new InvalidOperationException(
            "No store is chosen. Call UseSqlite(\"automation.db\") in AddAutomation, or UseInMemory() where nothing needs to survive.");
        _compiled = RuleCompiler.Compile(services, _json);
        var rules = ReadJsonRules(_compiled);
        await store.OpenAsync(cancellationToken).ConfigureAwait(false);

        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var ids = new IdGenerator(time);
        EventIntake? intake = null;
        _writer = new GroupCommitWriter(store, time, activity, diagnostics, Logs(loggers).CreateLogger<GroupCommitWriter>()) { Fenced = OnFenced };
        var runner = new StepRunner(
            scopes, _compiled.Actions, _compiled.Conditions, (cause, @event, publish, key, token) => intake!.PublishFromStepAsync(cause, @event, publish, key, token), time, activity, diagnostics);
        _node = new RunNode(_writer, runner, time, activity, diagnostics, Logs(loggers).CreateLogger<RunDriver>(), options.Value.MaxConcurrentRuns);

        // What is stored was checked when it was saved: an action that this build lacks parks a run when it is reached, not the rule.
        var directory = new RuleDirectory(rules, store, RuleJsonReader.Stored);
        _dispatcher = new RunDispatcher(
            store, _node, _writer, (run, token) => directory.FindForRunAsync(run.Scope, run.Rule, run.RuleHash, token), _json, time, activity, options.Value,
            Logs(loggers).CreateLogger<RunDispatcher>());
        _node.PlaceFreed = _dispatcher.PlaceFreed;
        _node.Parked = _dispatcher.ParkedUntil;
        intake = new EventIntake(
            directory, _compiled.Events, new Gate(scopes, _compiled.Conditions, time), new RunPlanner(ids, _json, options.Value.AskTwice), _node, _dispatcher, _writer, ids, store, _json, options.Value, time, activity, diagnostics);
        WarnOfWhatIsNotEnforced(rules);

        await JoinAsync(store, cancellationToken).ConfigureAwait(false);
        _parts = new EngineParts
        {
            Store = store,
            Rules = directory,
            Intake = intake,
            Signals = new SignalDelivery(_writer, _node, _dispatcher, time, activity),
            RuleReader = new RuleJsonReader(_compiled.Actions, _compiled.Conditions),
        };
        if (_lease is not null)
        {
            // Before the start is done, so that whoever waits until the engine is idle waits for the first pass.
            _dispatcher.Open();
        }

        activity.Enter();
        _loop = LoopAsync(store);
        LogStarted(rules.Count, store.Name, _lease is not null);
    }

    /// <summary>Stops in good order: handlers are told, runs are let go uncharged, nothing is lost. Harmless when repeated.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_parts is null || _stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(options.Value.ShutdownTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await _loop.ConfigureAwait(false);
        await _node!.StopAsync(either.Token).ConfigureAwait(false);
        if (_lease is { } lease)
        {
            try
            {
                await _parts.Store.LeaveAsync(lease, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The store is away: whoever comes next takes the runs over; they are charged one rescue, nothing is lost.
                LogLeaveFailed(exception);
            }
        }

        _node.Drop();
        _writer!.Close();
    }

    /// <summary>Stops like a process that is killed: nothing more is written, nothing is let go. For tests of crashes.</summary>
    internal void Kill()
    {
        _writer?.Close();
        _stopping.Cancel();
        _node?.Drop();
    }

    private async Task JoinAsync(IAutomationStore store, CancellationToken cancellationToken)
    {
        _lease = await store.JoinAsync(time.GetUtcNow(), options.Value.Heartbeat == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : options.Value.Lease, cancellationToken).ConfigureAwait(false);
        _writer!.Node = _lease;
        if (_lease is null)
        {
            LogOtherWorks(store.Name);
        }
        else
        {
            _node!.Open();
        }
    }

    private async Task TryJoinAsync(IAutomationStore store, CancellationToken cancellationToken)
    {
        try
        {
            await JoinAsync(store, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The store is away: the next heartbeat tries again, else nobody would ever work on the runs.
            LogJoinFailed(exception);
        }
    }

    private async Task LoopAsync(IAutomationStore store)
    {
        // Off the starter's thread: the first pass must not hold up the host's start.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var token = _stopping.Token;
        try
        {
            while (!token.IsCancellationRequested)
            {
                if (_lease is { } lease)
                {
                    await WhileIdleAsync(_dispatcher!.RunAsync(lease, token)).ConfigureAwait(false);
                    token.ThrowIfCancellationRequested();

                    // The lease is lost: this process publishes and reads until it can join anew, as another node.
                    _lease = null;
                }

                await WhileIdleAsync(Task.Delay(options.Value.Heartbeat, time, token)).ConfigureAwait(false);
                await TryJoinAsync(store, token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            LogLoopFailed(exception);
        }
        finally
        {
            activity.Leave();
        }
    }

    /// <summary>Awaits something that has begun and counts for itself: meanwhile the loop has nothing to do.</summary>
    private async Task WhileIdleAsync(Task begun)
    {
        activity.Leave();
        try
        {
            await begun.ConfigureAwait(false);
        }
        finally
        {
            activity.Enter();
        }
    }

    private void OnFenced(NodeFencedException fenced)
    {
        if (_lease?.NodeId != fenced.NodeId)
        {
            // Heard before, or a late answer to the node that this process was before.
            return;
        }

        if (!_stopping.IsCancellationRequested)
        {
            LogFenced(fenced);
        }

        _lease = null;
        _writer!.Node = null;
        _node?.Drop();
    }

    private IReadOnlyList<RuleDefinition> ReadJsonRules(CompiledRules compiled)
    {
        var reader = new RuleJsonReader(compiled.Actions, compiled.Conditions);
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
                faults.Add(new RuleFault { Rule = rule.Name, Message = $"Two rules have the name '{rule.Name}'. Rename one of them." });
            }

            rules.Add(rule);
        }

        return faults.Count == 0 ? rules : throw new RuleDefinitionException(faults);
    }

    private void WarnOfWhatIsNotEnforced(IReadOnlyList<RuleDefinition> rules)
    {
        foreach (var rule in rules)
        {
            foreach (var trigger in rule.Triggers.Where(trigger => trigger.Kind is not (TriggerKind.Event or TriggerKind.Manual)))
            {
                LogTriggerNotFired(rule.Name, trigger.Id, trigger.Kind);
            }

            if (rule.Guards != new GuardOptions())
            {
                LogGuardsNotEnforced(rule.Name);
            }
        }
    }

    private static ILoggerFactory Logs(ILoggerFactory? loggers) => loggers ?? NullLoggerFactory.Instance;
}

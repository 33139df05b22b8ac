using Automation.Storage.Conformance;

namespace Automation.Storage.Sqlite.Tests.Twins;

/// <summary>Makes up what happens next, out of a world that is small enough for things to meet.</summary>
internal sealed class StoryTeller
{
    private static readonly string[] Scopes = ["a", "b", "c"];
    private static readonly string[] Paths = ["", "p", "q/1"];
    private static readonly string[] Subjects = ["s-1", "s-2"];
    private static readonly string[] Types = ["paid", "sent"];

    private readonly Twin _twin;
    private readonly Random _random;
    private readonly Dictionary<string, int> _happened;
    private readonly Make _make;
    private readonly List<(string Scope, RunId Id)> _runs = [];
    private readonly List<EventRecord> _events = [];
    private readonly Dictionary<RunId, int> _sequence = [];
    private DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private NodeLease? _node;
    private NodeLease _former = new(77, 77, Timeout.InfiniteTimeSpan);

    public StoryTeller(Twin twin, Random random, Dictionary<string, int> happened)
    {
        _twin = twin;
        _random = random;
        _happened = happened;
        _make = new Make(() => _now);
    }

    /// <summary>What must have happened somewhere in the stories.</summary>
    public static string[] Kinds { get; } =
    [
        "Accepted", "Duplicate", "Conflict", "StaleScope", "applied", "refused", "ended", "not transitioned", "Delivered", "Ended", "NotFound",
        "notified", "claimed", "took over", "fenced", "poison", "saved", "logged",
    ];

    public async Task TellAsync(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _now += TimeSpan.FromSeconds(_random.Next(0, 40));
            await StepAsync();
        }

        foreach (var scope in Scopes)
        {
            await ListAsync(scope);
        }

        foreach (var (_, run) in _runs)
        {
            await _twin.AskAsync($"load {run}", store => store.LoadRunAsync(run, default));
        }

        await DiagnoseAsync();
    }

    private Task StepAsync() => _random.Next(100) switch
    {
        < 4 => JoinAsync(),
        < 6 => CrashAsync(),
        < 7 => LeaveAsync(),
        < 62 => CommitAsync(),
        < 80 => ClaimAsync(),
        < 84 => RuleAsync(),
        < 90 => ListAsync(Any(Scopes)),
        < 93 => DueAsync(),
        < 95 => DiagnoseAsync(),
        _ => ReadAsync(),
    };

    private async Task JoinAsync()
    {
        _former = _node ?? _former;
        _node = await _twin.AskAsync("join", store => store.JoinAsync(_now, Timeout.InfiniteTimeSpan, default)) ?? _node;
        if (_node is { } node)
        {
            await _twin.AskAsync("take over", store => store.TakeOverAsync(node, _now, default));
            Note("took over");
        }
    }

    private async Task CrashAsync()
    {
        await _twin.CrashAsync();
        await JoinAsync();
    }

    private async Task LeaveAsync()
    {
        if (_node is { } node)
        {
            await _twin.AskAsync("leave", async store =>
            {
                await store.LeaveAsync(node, _now, default);
                return true;
            });
        }
    }

    private async Task CommitAsync()
    {
        var node = _random.Next(20) == 0 ? _former : _node;
        var recorded = new HashSet<RunId>();
        var operations = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Operation(node, recorded)).OfType<StoreOperation>().ToArray();
        var batch = new CommitBatch { Node = node, Now = _now, Operations = operations };
        var results = await _twin.AskAsync(
            $"commit {string.Join(", ", operations.Select(one => one.GetType().Name))}", store => store.CommitAsync(batch, default));
        if (results is null)
        {
            Note(node == _former ? "fenced" : "poison");
            return;
        }

        for (var i = 0; i < operations.Length; i++)
        {
            Note(operations[i], results[i]);
        }
    }

    private StoreOperation? Operation(NodeLease? node, HashSet<RunId> recorded) => _random.Next(10) switch
    {
        < 3 => Accept(node),
        < 5 => Signal(),
        < 6 when node is not null && AnyRun() is { } run && recorded.Add(run.Id) => new RecordOperation
        {
            RunId = run.Id, ClaimNumber = _random.Next(0, 4), Transition = RunTransition.Continue.Instance, Log = [_make.Line(_random.Next(1, 6)), _make.Line(_random.Next(1, 6))],
        },
        _ when node is not null && AnyRun() is { } run && recorded.Add(run.Id) => Record(run.Id),
        _ => null,
    };

    private AcceptOperation Accept(NodeLease? node)
    {
        var scope = Any(Scopes);
        var @event = _random.Next(4) == 0 ? null : _random.Next(30) == 0 && _events.Count > 0
            ? Any([.. _events]) with { Scope = scope }
            : _make.Event(scope, Any(Types), _random.Next(5) == 0 ? null : Any(Subjects), "{}");
        var runs = Enumerable.Range(0, @event is null ? 1 : _random.Next(0, 3))
            .Select(_ => new NewRun { Run = _make.Run(scope, Any(["r-1", "r-2"]), @event?.Id, Any(Subjects)), Owned = node is not null && _random.Next(2) == 0 })
            .ToArray();
        _runs.AddRange(runs.Select(run => (scope, run.Run.Id)));
        if (@event is not null)
        {
            _events.Add(@event);
        }

        return new AcceptOperation
        {
            Scope = scope,
            Event = @event,
            Runs = runs,
            MayBeAwaited = _random.Next(5) > 0,
            ScopeVersion = _random.Next(8) == 0 ? _random.Next(0, 3) : null,
            Dedupe = _random.Next(3) == 0 ? _make.Key(Any(["k-1", "k-2", "k-3"]), Any(["x", "y"]), _now.AddMinutes(-20)) : null,
        };
    }

    private SignalOperation? Signal() => AnyRun() is not { } run
        ? null
        : _make.Signal(
            run.Id,
            Any([SignalKind.Cancel, SignalKind.Completion, SignalKind.Release]),
            Any(["1", "2"]),
            _random.Next(10) == 0 ? Any(Scopes) : run.Scope,
            _random.Next(2) == 0,
            Any(Paths));

    private RecordOperation Record(RunId run)
    {
        var sequence = _sequence[run] = _sequence.GetValueOrDefault(run) + 1;
        var path = _random.Next(12) == 0 ? "same" : $"step-{sequence}";
        var keys = from at in Paths
                   from kind in new[] { SignalKind.Cancel, SignalKind.Completion, SignalKind.Release }
                   from nonce in new[] { "1", "2" }
                   select new SignalKey(new StepPath(at), kind, nonce);
        return new RecordOperation
        {
            RunId = run,
            ClaimNumber = _random.Next(10) == 0 ? _random.Next(0, 5) : _claims.GetValueOrDefault(run, 1),
            Entries = [_make.Outcome(path, sequence)],
            Consumed = _random.Next(2) == 0 ? [.. keys, .. _events.Select(one => new SignalKey(new StepPath("w"), SignalKind.Event, one.Id.ToString()))] : [],
            EndedWaits = _random.Next(3) > 0 ? [new StepPath("w")] : [],
            Waits = _random.Next(4) == 0
                ? [_make.Wait("w", Any(Types), Any(Subjects))]
                : [],
            Log = _random.Next(4) == 0 ? [_make.Line(_random.Next(1, 6))] : [],
            ClearRescues = _random.Next(3) == 0,
            Transition = _random.Next(10) switch
            {
                < 4 => RunTransition.Continue.Instance,
                < 6 => new RunTransition.Park(_random.Next(2) == 0 ? null : _now.AddMinutes(_random.Next(0, 5))),
                < 7 => new RunTransition.Hold("needs something"),
                < 8 => RunTransition.Release.Instance,
                _ => new RunTransition.End(Any([RunStatus.Succeeded, RunStatus.Failed, RunStatus.Cancelled]), Any([null, "why"])),
            },
        };
    }

    private readonly Dictionary<RunId, long> _claims = [];

    private async Task ClaimAsync()
    {
        if (_node is not { } node)
        {
            return;
        }

        var request = new ClaimRequest
        {
            Node = node, Now = _now, Limit = _random.Next(0, 6), ProbationLimit = _random.Next(0, 3), Alone = _random.Next(3) == 0, Except = SomeScopes(),
        };
        foreach (var run in await _twin.AskAsync("claim", store => store.ClaimAsync(request, default)) ?? [])
        {
            _claims[run.Run.Id] = run.Live!.ClaimNumber;
            Note("claimed");
        }
    }

    private async Task SettingAsync(string scope)
    {
        var version = (await _twin.AskAsync("rules", store => store.LoadRulesAsync(scope, default)))!.Version;
        var need = $"~resume:r-1@{scope}";
        var change = new SettingChange
        {
            Setting = new RuleSettingRecord { Scope = scope, Rule = "r-1", Revision = 0, Body = "{}", SavedAt = _now },
            ScopeVersion = version - (_random.Next(10) == 0 ? 1 : 0),
            Enabled = _random.Next(3) switch { 0 => null, 1 => true, _ => false },
            Wakes = _random.Next(2) == 0 ? need : null,
            Holds = _random.Next(2) == 0 ? new QueuedHold("paused", need, _now.AddMinutes(-_random.Next(5))) : null,
        };
        await _twin.AskAsync("set", store => store.SaveSettingAsync(change, default));
    }

    private async Task RuleAsync()
    {
        var scope = Any(Scopes);
        var kind = _random.Next(4);
        if (kind < 2)
        {
            await SettingAsync(scope);
        }
        else if (kind == 2)
        {
            var rule = _make.Rule(Any(["r-1", "r-2"]), Any(["h-1", "h-2"]), scope, _random.Next(2) == 0);
            await _twin.AskAsync("save", store => store.SaveRuleAsync(rule, default));
            Note("saved");
        }
        else
        {
            await _twin.AskAsync("delete", store => store.DeleteRuleAsync(scope, "r-1", default));
        }

        await _twin.AskAsync("rules", store => store.LoadRulesAsync(scope, default));
        await _twin.AskAsync("version", store => store.FindRuleVersionAsync(scope, "r-1", "h-1", default));
    }

    private Task ListAsync(string scope)
    {
        var query = new RunQuery
        {
            Rule = _random.Next(3) == 0 ? "r-1" : null,
            Subject = _random.Next(4) == 0 ? Any(Subjects) : null,
            Statuses = _random.Next(2) == 0 ? [] : [.. Enum.GetValues<RunStatus>().Where(_ => _random.Next(3) == 0)],
            From = _random.Next(4) == 0 ? _now.AddMinutes(-_random.Next(60)) : null,
            To = _random.Next(4) == 0 ? _now.AddMinutes(-_random.Next(30)) : null,
            After = _random.Next(3) == 0 ? AnyRun()?.Id : null,
            Limit = _random.Next(1, 20),
        };

        // What a list may leave out is left out before comparing.
        return _twin.AskAsync($"list {query}", async store => (await store.ListRunsAsync(scope, query, default))
            .Select(one => one with { Run = one.Run with { Input = default, Next = default } }).ToArray());
    }

    private Task DueAsync()
    {
        var except = SomeScopes();
        return _twin.AskAsync("due", store => store.NextDueAsync(_now, except, default));
    }

    private string[] SomeScopes() => [.. Scopes.Where(_ => _random.Next(4) == 0)];

    private Task DiagnoseAsync()
    {
        var roomy = _random.Next(2) == 0 ? _node : null;
        return _twin.AskAsync("diagnose", store => store.DiagnoseAsync(_now, roomy, default));
    }

    private async Task ReadAsync()
    {
        if (AnyRun() is not { } run)
        {
            return;
        }

        var scope = Any(Scopes);
        await _twin.AskAsync("find", store => store.FindRunAsync(scope, run.Id, default));
        await _twin.AskAsync("log", store => store.ListLogAsync(run.Scope, run.Id, _now.Second % 4, 3, default));
        if (_events.Count > 0)
        {
            var id = Any([.. _events]).Id;
            await _twin.AskAsync("event", store => store.FindEventAsync(scope, id, default));
        }

        if (_node is { } node)
        {
            var only = _random.Next(2) == 0;
            await _twin.AskAsync("owned", async store => (await store.ListOwnedAsync(node, only, default)).Order().ToArray());
            await _twin.AskAsync("renew", store => store.RenewAsync(node, _now, default));
        }
    }

    private void Note(StoreOperation operation, OperationResult result)
    {
        switch (result)
        {
            case AcceptResult accept:
                Note(accept.Status.ToString());
                Note(accept.Notify.Count > 0 ? "notified" : "not notified");
                break;
            case RecordResult record:
                Note(record.Applied ? "applied" : "refused");
                Note(record is { Applied: true, Transitioned: false } ? "not transitioned" : "transitioned");
                Note(record.Applied && ((RecordOperation)operation).Log.Count > 0 ? "logged" : "not logged");
                Note(record.Transitioned && ((RecordOperation)operation).Transition is RunTransition.End ? "ended" : "lives");
                break;
            case SignalResult signal:
                Note(signal.Status.ToString());
                break;
        }
    }

    private void Note(string what) => _happened[what] = _happened.GetValueOrDefault(what) + 1;

    private (string Scope, RunId Id)? AnyRun() => _runs.Count == 0 ? null : _runs[Math.Max(_runs.Count - 1 - _random.Next(12), 0)];

    private T Any<T>(T[] values) => values[_random.Next(values.Length)];
}

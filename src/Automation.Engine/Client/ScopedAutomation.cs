using System.Globalization;
using System.Text.Json;
using Automation.Hosting;
using Automation.Intake;
using Automation.Json;
using Automation.Previewing;
using Automation.Running;
using Automation.Running.History;
using Automation.Running.Needs;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Client;

internal sealed class ScopedAutomation(string scope, AutomationEngine engine) : IScopedAutomation, IScopedIntake
{
    private readonly ScopedRules _rules = new(scope, engine);

    public string Scope => scope;

    public IScopedRules Rules => _rules;

    public IScopedSuggestions Suggestions => field ??= new ScopedSuggestions(scope, engine, _rules);

    public IScopedWebhooks Webhooks { get; } = new ScopedWebhooks(scope, engine);

    public Task<PublishResult> PublishAsync<TEvent>(TEvent @event, PublishOptions? options = null, CancellationToken cancellationToken = default)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(@event);
        return engine.Parts.Intake.PublishAsync(scope, @event, options, cancellationToken);
    }

    public Task<PublishResult> PublishJsonAsync(
        string type, ReadOnlyMemory<byte> payload, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        return engine.Parts.Intake.PublishJsonAsync(scope, type, payload, options, cancellationToken);
    }

    IntakeRecord IScopedIntake.Prepare(object @event, PublishOptions? options)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var parts = engine.Parts;
        return parts.Pump is null
            ? throw new InvalidOperationException(
                $"The store '{parts.Store.Name}' takes no events from a transaction of the host. Call UsePostgres(…), or publish after the commit, with a key.")
            : parts.Intake.Prepare(scope, @event, options);
    }

    void IScopedIntake.Wake() => engine.Parts.Pump?.Wake();

    public Task<CompletionStatus> CompleteAsync(CompletionToken token, object? result = null, CancellationToken cancellationToken = default) =>
        CompleteAsync(token, run => engine.Parts.Completions.WriteAsync(run, token, result, cancellationToken), cancellationToken);

    public Task<CompletionStatus> CompleteWithErrorAsync(CompletionToken token, string message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var error = new StepError { Code = "failed", Message = StorableText.Clean(message), StepId = token.Path.StepId };
        return CompleteAsync(token, _ => Task.FromResult(EntryBody.Write(default, error, [])), cancellationToken);
    }

    public async Task<CancelStatus> CancelAsync(RunId runId, string? reason = null, CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<byte> body = reason is null ? default : JsonSerializer.SerializeToUtf8Bytes(StorableText.Reason(reason));
        var result = await SignalAsync(runId, new SignalKey(new StepPath(""), SignalKind.Cancel, ""), body, true, cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            SignalStatus.Delivered => CancelStatus.Accepted,
            SignalStatus.Ended => CancelStatus.AlreadyEnded,
            _ => CancelStatus.NotFound,
        };
    }

    public Task<RerunResult> RerunAsync(RunId runId, RerunOptions? options = null, CancellationToken cancellationToken = default) =>
        engine.Parts.Starts.RerunAsync(scope, runId, options ?? new RerunOptions(), cancellationToken);

    public async Task<BulkRerunResult> RerunAllAsync(RunQuery query, RerunOptions? options = null, int? expected = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        PreviewMark.Refuse("running runs again");
        options ??= new RerunOptions();
        if (options.Input is not null || options.Mode == RerunMode.EditedInput)
        {
            throw new ArgumentException("RerunOptions.Input is set, and would be the input of every run. Run each again with an input of its own.", nameof(options));
        }

        var again = new BulkRerun(run => RerunAsync(run, options with { Key = options.Key ?? BulkRerun.Key }, CancellationToken.None));
        var statuses = query.Statuses.Count == 0 ? [RunStatus.Failed] : Bulk.Failed;
        var result = await Bulk.RunAsync(engine.Parts.Store, scope, query, statuses, expected, again.TryAsync, cancellationToken).AskAsync().ConfigureAwait(false);
        return again.ResultOf(result.Matched);
    }

    public Task<BulkResult> CancelAllAsync(RunQuery query, string? reason = null, int? expected = null, CancellationToken cancellationToken = default) =>
        Bulk.RunAsync(engine.Parts.Store, scope, query, Bulk.Live, expected, async run => await CancelAsync(run, reason, CancellationToken.None).ConfigureAwait(false) == CancelStatus.Accepted, cancellationToken)
            .AskAsync();

    public Task<BulkResult> ReleaseAllAsync(RunQuery query, int? expected = null, CancellationToken cancellationToken = default) =>
        Bulk.RunAsync(engine.Parts.Store, scope, query, Bulk.Held, expected, run => ReleaseAsync(run, CancellationToken.None), cancellationToken).AskAsync();

    public async Task<bool> ReleaseAsync(RunId runId, CancellationToken cancellationToken = default) =>

        // Who waits for its subject, or for an approval, would only be parked again.
        await engine.Parts.Store.FindRunAsync(scope, runId, cancellationToken).AskAsync().ConfigureAwait(false) is not { Live: { State: LiveState.Parked, Need: SubjectOverrides.Need or Need.Approval } }
        && (await SignalAsync(runId, HeldRun.Release, default, true, cancellationToken).ConfigureAwait(false)).Status
            == SignalStatus.Delivered;

    public async Task<ApproveStatus> ApproveAsync(RunId runId, string? author = null, CancellationToken cancellationToken = default)
    {
        PreviewMark.Refuse("approving a run");
        if (await engine.Parts.Store.FindRunAsync(scope, runId, cancellationToken).AskAsync().ConfigureAwait(false) is not { } run)
        {
            return ApproveStatus.NotFound;
        }

        if (run.Live is not null && !Approval.IsAwaited(run))
        {
            return ApproveStatus.NotWaiting;
        }

        return (await SignalAsync(runId, Approval.Key, Approval.BodyOf(author), true, cancellationToken).ConfigureAwait(false)).Status switch
        {
            SignalStatus.Delivered => ApproveStatus.Accepted,
            SignalStatus.Ended => ApproveStatus.AlreadyEnded,
            _ => ApproveStatus.NotFound,
        };
    }

    public async Task OverrideSubjectAsync(string subject, string? reason = null, string? author = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        PreviewMark.Refuse("overriding a subject");
        IntakeNames.CheckSubject(subject);
        var standing = new SubjectOverride
        {
            Subject = subject,
            Reason = StorableText.Reason(reason),
            Author = StorableText.Author(author),
            At = engine.Time.GetUtcNow(),
        };
        if (!await engine.Parts.Store.OverrideSubjectAsync(scope, standing, PausedRun.SignalOf(standing), cancellationToken).AskAsync().ConfigureAwait(false))
        {
            throw new EventRejectedException(
                "too-many-overrides", $"Scope '{scope}' has {SubjectOverrides.MaxPerScope} overridden subjects, and no more are allowed. Release one, or disable the rules instead.");
        }

        engine.Parts.Dispatcher.Hear();
    }

    public async Task<bool> ReleaseSubjectAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subject);
        PreviewMark.Refuse("releasing a subject");
        var released = await engine.Parts.Store.ReleaseSubjectAsync(scope, subject, engine.Time.GetUtcNow(), cancellationToken).AskAsync().ConfigureAwait(false);
        engine.Parts.Dispatcher.Hear();
        return released;
    }

    public async Task<IReadOnlyList<SubjectOverride>> ListOverriddenSubjectsAsync(CancellationToken cancellationToken = default) =>
        (await engine.Parts.Store.LoadRulesAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false)).Overrides;

    public Task<EventRecord?> WhyAsync(AutomationEventId eventId, CancellationToken cancellationToken = default) =>
        DebounceOutcome.FindEventAsync(engine.Parts.Store, scope, eventId, cancellationToken).AskAsync();

    public Task<Page<EventSummary, AutomationEventId>> WhyAsync(string subject, EventQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return ListEventsAsync((query ?? new()) with { Subject = subject }, cancellationToken);
    }

    public Task<Page<EventSummary, AutomationEventId>> ListEventsAsync(EventQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new EventQuery();
        PageLimit.Check(query.Limit, 200, "EventQuery.Limit", nameof(query));
        return ReadAsync().AskAsync();

        async Task<Page<EventSummary, AutomationEventId>> ReadAsync()
        {
            var page = await EventWalk.ReadAsync(engine.Parts.Store, scope, query, cancellationToken).ConfigureAwait(false);
            return await DebounceOutcome.ShowAsync(engine.Parts.Store, scope, page, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<Page<DebouncedRun, RunId>> ListDebouncedAsync(DebounceQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new DebounceQuery();
        PageLimit.Check(query.Limit, 200, "DebounceQuery.Limit", nameof(query));

        // One more than asked for tells whether there is a next page.
        var filter = new DebounceFilter { Rule = query.Rule, Key = query.Subject, After = query.After, Limit = query.Limit + 1 };
        var series = await engine.Parts.Store.ListDebouncesAsync(scope, filter, cancellationToken).AskAsync().ConfigureAwait(false);
        var page = series.Take(query.Limit).Select(DebounceOutcome.Show).ToList();
        return new() { Items = page, Next = series.Count > query.Limit ? page[^1].RunId : null };
    }

    public Task<bool> CancelDebouncedAsync(string rule, string? subject, string? reason = null, string? author = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(rule);
        PreviewMark.Refuse("cancelling events");
        return new DebounceCanceller(engine.Parts.Store, engine.Parts.Intake).CancelAsync(scope, rule, subject ?? "", reason, author, cancellationToken).AskAsync();
    }

    public Task<int> CancelDebouncedAsync(AutomationEventId eventId, string? reason = null, string? author = null, CancellationToken cancellationToken = default)
    {
        PreviewMark.Refuse("cancelling events");
        return new DebounceCanceller(engine.Parts.Store, engine.Parts.Intake).CancelAsync(scope, eventId, reason, author, cancellationToken).AskAsync();
    }

    public async Task<IReadOnlyList<RuleSummary>> ListRulesAsync(RuleQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new RuleQuery();
        if (query.ActivityWithin is { } asked && (asked < TimeSpan.FromSeconds(1) || asked > RetentionOptions.LongestAge))
        {
            throw new ArgumentOutOfRangeException(nameof(query), $"RuleQuery.ActivityWithin is {asked}; 1 second to 36500 days is allowed, or null to leave it out.");
        }

        var now = engine.Time.GetUtcNow();
        var rules = await RuleList.ReadAsync(engine.Parts.Rules, scope, query, now, cancellationToken).AskAsync().ConfigureAwait(false);
        return query.ActivityWithin is not { } within ? rules
            : await RuleActivities.AddAsync(engine.Parts.Store, scope, rules, within, now, cancellationToken).AskAsync().ConfigureAwait(false);
    }

    public Task<IReadOnlyList<BudgetSummary>> ListBudgetsAsync(CancellationToken cancellationToken = default) => engine.Parts.Budgets.ListAsync(scope, cancellationToken).AskAsync();

    public Task<RunDetails?> FindRunAsync(RunId runId, CancellationToken cancellationToken = default) => ReadRunAsync(runId, cancellationToken).AskAsync();

    public async Task<Page<RunSummary, RunId>> ListRunsAsync(RunQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new RunQuery();
        PageLimit.Check(query.Limit, 200, "RunQuery.Limit", nameof(query));

        // One more than asked for tells whether there is a next page.
        var runs = await engine.Parts.Store.ListRunsAsync(scope, query with { Limit = query.Limit + 1 }, cancellationToken).AskAsync().ConfigureAwait(false);
        var page = runs.Take(query.Limit).Select(RunHistory.Summary).ToArray();
        return new Page<RunSummary, RunId> { Items = page, Next = runs.Count > query.Limit ? page[^1].Id : null };
    }

    public async Task<IReadOnlyList<ScheduleSummary>> ListSchedulesAsync(CancellationToken cancellationToken = default)
    {
        var parts = engine.Parts;
        var schedules = await parts.Store.ListSchedulesAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false);
        var index = await parts.Rules.ReloadAsync(scope, cancellationToken).AskAsync().ConfigureAwait(false);
        return [.. schedules.Select(schedule => ScheduleHistory.Summary(schedule, parts.Rules.Find(index, schedule.Rule), engine.Time.GetUtcNow()))];
    }

    public Task<IReadOnlyList<LogRecord>> ListLogAsync(RunId runId, long after = 0, int limit = 1000, CancellationToken cancellationToken = default)
    {
        PageLimit.Check(limit, 1000, "The limit", nameof(limit));
        return engine.Parts.Store.ListLogAsync(scope, runId, after, limit, cancellationToken).AskAsync();
    }

    public Task<PurgeResult> PurgeAsync(PurgeOptions? options = null, CancellationToken cancellationToken = default)
    {
        PreviewMark.Refuse("deleting history");
        foreach (var (age, name) in options is null ? [] : ((TimeSpan?, string)[])[(options.Succeeded, "Succeeded"), (options.Failed, "Failed"), (options.Cancelled, "Cancelled"), (options.Events, "Events"), (options.Suggestions, "Suggestions")])
        {
            if (age < PurgeOptions.LeastAge || age > RetentionOptions.LongestAge)
            {
                throw new ArgumentOutOfRangeException(nameof(options), age, $"PurgeOptions.{name} is {age}; 1 hour to 36500 days are allowed, or null to keep.");
            }
        }

        var parts = engine.Parts;
        return PurgeAsync().AskAsync();

        async Task<PurgeResult> PurgeAsync() => await parts.Purger.PurgeAsync(scope, options ?? await parts.Purger.AgesAsync(scope).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public IRuleHandle<TRule> Rule<TRule>()
        where TRule : class =>
        new RuleHandle<TRule>(engine.NameOf(typeof(TRule)), scope, engine);

    public IRuleHandle Rule(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new RuleHandle<object>(name, scope, engine);
    }

    private async Task<RunDetails?> ReadRunAsync(RunId runId, CancellationToken cancellationToken)
    {
        var parts = engine.Parts;
        if (await parts.Store.FindRunAsync(scope, runId, cancellationToken).ConfigureAwait(false) is not { } run)
        {
            return null;
        }

        var rule = await parts.Rules.FindForRunAsync(scope, run.Run.Rule, run.Run.RuleHash, cancellationToken).ConfigureAwait(false);
        var log = run.LastLogNumber == 0
            ? []
            : await parts.Store.ListLogAsync(scope, runId, Math.Max(0, run.LastLogNumber - 1000), 1000, cancellationToken).ConfigureAwait(false);
        var steps = RunHistory.Steps(run, rule, log, engine.Json);
        return RunHistory.Details(run, steps) with { Cost = await parts.Costs.SpentAsync(steps.Calls()).ConfigureAwait(false) };
    }

    /// <param name="token">Which try.</param>
    /// <param name="write">Makes the body for the run.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    private async Task<CompletionStatus> CompleteAsync(CompletionToken token, Func<StoredRun, Task<ReadOnlyMemory<byte>>> write, CancellationToken cancellationToken)
    {
        PreviewMark.Refuse("completing a step");
        var run = await engine.Parts.Store.FindRunAsync(scope, token.RunId, cancellationToken).AskAsync().ConfigureAwait(false);
        if (run is null)
        {
            return CompletionStatus.NotFound;
        }

        if (run.Live is null || run.Entries.Any(entry => entry.Path == token.Path
            && (entry.Kind == EntryKind.Outcome || (entry.Kind == EntryKind.FailedTry && entry.Try >= token.Attempt))))
        {
            return CompletionStatus.Late;
        }

        var key = new SignalKey(token.Path, SignalKind.Completion, token.Attempt.ToString(CultureInfo.InvariantCulture));
        if (run.Signals.Any(signal => signal.Key == key))
        {
            // The run has not taken the first one yet, which counts.
            return CompletionStatus.Late;
        }

        var body = await write(run).ConfigureAwait(false);
        if (body.Length > StepRunner.MaxOutputBytes)
        {
            throw new EventRejectedException(
                "too-large", $"The result has {body.Length} bytes; {StepRunner.MaxOutputBytes} are allowed. Store it elsewhere and complete with a reference.");
        }

        var result = await SignalAsync(token.RunId, key, body, false, cancellationToken).ConfigureAwait(false);
        return result.Status switch
        {
            SignalStatus.Delivered => CompletionStatus.Accepted,
            SignalStatus.Ended => CompletionStatus.Late,
            _ => CompletionStatus.NotFound,
        };
    }

    private Task<SignalResult> SignalAsync(RunId runId, SignalKey key, ReadOnlyMemory<byte> body, bool wakesHeld, CancellationToken cancellationToken) =>
        engine.Parts.Signals.DeliverAsync(scope, runId, key, body, wakesHeld, cancellationToken);
}

using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Breaking;
using Automation.Budgets;
using Automation.Costing;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Ids;
using Automation.Json;
using Automation.Matching;
using Automation.Previewing;
using Automation.Running;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Running.Writing;
using Automation.Scheduling;
using Automation.Settings;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Intake;

/// <summary>The door: checks what comes, decides which rules run, and has everything stored in one transaction before the caller is answered.</summary>
internal sealed partial class EventIntake(
    RuleDirectory rules,
    EventCatalog events,
    Gate gate,
    RunPlanner planner,
    CostEstimator costs,
    ScopeZones zones,
    RunNode node,
    RunDispatcher dispatcher,
    GroupCommitWriter writer,
    BreakerKeeper breakers,
    IdGenerator ids,
    IAutomationStore store,
    JsonSerializerOptions json,
    AutomationOptions options,
    TimeProvider time,
    ActivityTracker activity,
    AutomationDiagnostics diagnostics,
    ILogger logger)
{
    /// <summary>The version that no scope has.</summary>
    private const long NoVersion = -1;

    /// <summary>The code of a key that was used before with another body.</summary>
    internal const string KeyConflictCode = "key-conflict";

    /// <summary>Where the keys of publishers come from.</summary>
    private const string PublisherKeys = "event";

    public Task<PublishResult> PublishAsync(string scope, object @event, PublishOptions? publish, CancellationToken cancellationToken) =>
        PublishAsync(scope, @event, publish, null, null, cancellationToken);

    /// <summary>Publishes what a step of a run causes: cause, root and depth travel with it.</summary>
    public Task<PublishResult> PublishFromStepAsync(RunFacts cause, object @event, PublishOptions? publish, string stepKey, CancellationToken cancellationToken) =>
        PublishAsync(cause.Run.Scope, @event, publish, cause, stepKey, cancellationToken);

    public Task<PublishResult> PublishJsonAsync(string scope, string type, ReadOnlyMemory<byte> payload, PublishOptions? publish, CancellationToken cancellationToken)
    {
        // A copy: the caller may use its buffer again while ours waits for the commit.
        var bytes = payload.ToArray();
        return Checked(() =>
        {
            IntakeNames.CheckType(type);
            IntakeNames.CheckNotReserved(type);
            CheckPayload(bytes);
            var value = JsonElement.Parse(bytes);
            var subject = publish?.Subject ?? (events.TryGet(type, out var known) ? known.SubjectOf(value, json) : null);
            return AcceptAsync(scope, type, subject, bytes, value, publish?.Key, null, null, cancellationToken);
        });
    }

    /// <summary>Checks an event that the host will save in a transaction of its own.</summary>
    public IntakeRecord Prepare(string scope, object @event, PublishOptions? publish)
    {
        PreviewMark.Refuse("saving an event");
        var known = Describe(@event);
        try
        {
            IntakeNames.CheckNotReserved(known.Name);
            var payload = Write(@event);
            var subject = publish?.Subject ?? known.SubjectOf(@event);
            IntakeNames.CheckKey(publish?.Key);
            IntakeNames.CheckSubject(subject);
            var cause = StepCause.Current;
            return new IntakeRecord
            {
                Id = new AutomationEventId(ids.Next()),
                Scope = scope,
                Type = known.Name,
                Subject = subject,
                Payload = payload,

                // A run is nothing to another scope, but a circle through two is one all the same.
                Cause = cause?.Run.Scope == scope ? cause.Run.Id : null,
                Root = cause?.Root,
                Depth = cause is null ? 0 : cause.Depth + 1,
                Dedupe = DedupeKeys.Of(PublisherKeys, publish?.Key, known.Name, subject, payload, default),
            };
        }
        catch (EventRejectedException rejected)
        {
            diagnostics.OnRejected(rejected.Code);
            throw;
        }
    }

    /// <summary>Accepts an event that the host saved in a transaction of its own, which is committed. Harmless when another process was faster.</summary>
    public Task<PublishResult> AcceptSavedAsync(IntakeRecord saved) => Checked(() =>
    {
        // As it came from the table: what wrote it may have been another version, or a person.
        IntakeNames.CheckType(saved.Type);
        IntakeNames.CheckSubject(saved.Subject);
        CheckPayload(saved.Payload.Span);
        return Tracked(
            () =>
            {
                var now = time.GetUtcNow();
                var @event = new EventRecord
                {
                    Id = saved.Id, Scope = saved.Scope, Type = saved.Type, Subject = saved.Subject, Payload = saved.Payload, At = now,
                    Cause = saved.Cause, Root = saved.Root ?? saved.Id, Depth = Math.Max(0, saved.Depth),
                };
                var dedupe = saved.Dedupe is { } key ? key with { NotBefore = now - options.DedupeWindow } : null;
                return DecideAsync(@event, JsonElement.Parse(saved.Payload.Span), dedupe, fromIntake: true);
            },
            CancellationToken.None);
    });

    /// <summary>Starts a run by hand: neither the gate is asked nor whether the rule is stopped in the scope.</summary>
    public Task<StartResult> StartAsync(string scope, string name, JsonElement input, StartOptions? start, CancellationToken cancellationToken) => Checked(async () =>
    {
        IntakeNames.CheckKey(start?.Key);
        IntakeNames.CheckSubject(start?.Subject);
        var raw = input.ValueKind == JsonValueKind.Undefined
            ? throw new EventRejectedException("invalid-input", $"The input of rule '{name}' is missing. Pass a JSON value.")
            : JsonMarshal.GetRawUtf8Value(input).ToArray();
        CheckPayload(raw);
        return await Tracked(() => StartAsync(scope, name, JsonElement.Parse(raw), raw, start), cancellationToken).ConfigureAwait(false);
    });

    private Task<StartResult> StartAsync(string scope, string name, JsonElement input, byte[] raw, StartOptions? start) => DecideAsync(
        scope,
        async index => await FindAsync(scope, name, index).ConfigureAwait(false) is { } rule ? await StartAsync(scope, rule, input, raw, start, index).ConfigureAwait(false) : null);

    /// <summary>A rule as the scope has it by what was read; null when that is older than the rule.</summary>
    /// <exception cref="RuleNotFoundException">There is none.</exception>
    private async Task<RuleDefinition?> FindAsync(string scope, string name, ScopeIndex index) => rules.Find(index, name) is { } found ? found.Rule
        : await rules.FindAsync(scope, name, CancellationToken.None).ConfigureAwait(false) is null ? throw new RuleNotFoundException(scope, name) : null;

    /// <summary>Has a run started by what counts in the scope now, and anew when that changes meanwhile (null).</summary>
    /// <remarks>A refusal stores nothing, so that no transaction would tell that what it was decided by is outdated: it is looked up before the caller hears it.</remarks>
    private async Task<T> DecideAsync<T>(string scope, Func<ScopeIndex, Task<T?>> decide)
        where T : class
    {
        var index = await rules.ScopeAsync(scope, CancellationToken.None).ConfigureAwait(false);
        for (var decision = 1; ; decision++)
        {
            try
            {
                if (await decide(index).ConfigureAwait(false) is { } result)
                {
                    return result;
                }
            }
            catch (Exception refusal) when (decision == 1 && refusal is not (StoreUnavailableException or AutomationUnavailableException or RuleNotFoundException))
            {
                // Decided by what this host remembers of the scope; only a newer version of it can say something else.
                var present = await rules.ReloadAsync(scope, CancellationToken.None).ConfigureAwait(false);
                if (present.Version == index.Version && present.SharedVersion == index.SharedVersion)
                {
                    throw;
                }

                index = present;
                continue;
            }

            if (decision == RuleDirectory.MaxDecisions)
            {
                throw new AutomationUnavailableException(
                    $"The rules of scope '{scope}' changed {RuleDirectory.MaxDecisions} times while the run was started; nothing was stored. Start it again with the same key.");
            }

            index = await rules.ReloadAsync(scope, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Starts it with what counts in the scope now; null when that changed meanwhile.</summary>
    private async Task<StartResult?> StartAsync(string scope, RuleDefinition rule, JsonElement input, byte[] raw, StartOptions? start, ScopeIndex index)
    {
        CheckInput(rule, input);
        var now = time.GetUtcNow();
        var seen = planner.ScopeOf(rule, scope, input, start?.Subject, now, await zones.FindAsync(scope).ConfigureAwait(false));
        var price = await PriceAsync(rule, seen, now).ConfigureAwait(false);
        var (record, machine) = planner.Plan(rule, seen, null, price.Estimate);
        var dedupe = DedupeKeys.Of($"manual:{rule.Name}", start?.Key, rule.Name, start?.Subject, raw, now - options.DedupeWindow);
        return await StartByHandAsync(rule, record, machine, price, index, dedupe).ConfigureAwait(false) is var (run, duplicate) ? new StartResult { RunId = run, Duplicate = duplicate } : null;
    }

    /// <summary>Has a run stored that a person starts. Answers the key's run, and whether that was started before; null when what counts in the scope changed meanwhile.</summary>
    private async Task<(RunId Run, bool Duplicate)?> StartByHandAsync(
        RuleDefinition rule, RunRecord record, RunMachine machine, RunPrice price, ScopeIndex index, DedupeKey? dedupe, params IReadOnlyList<LedgerEntry> entries)
    {
        var (standing, tooDear) = (index.OverrideOf(record.Subject), price.TooDear);
        var mayStart = standing is null && tooDear is null;
        var owned = mayStart && node.TryReserve();
        var created = rule.ToNewRun(record, owned, tooDear is null ? price.Reservation : null, options, entries);
        List<RunDriver> drivers = owned ? [node.Prepare(machine, created)] : [];
        var accept = new AcceptOperation
        {
            Scope = record.Scope,

            // Who may not start is only told what the key started before.
            ScopeVersion = mayStart ? index.Version : NoVersion,
            SharedVersion = index.SharedVersion,
            Dedupe = dedupe,
            Runs = [created],
        };
        var result = await StoreAsync(accept, drivers).ConfigureAwait(false);
        switch (result.Status)
        {
            case AcceptStatus.Accepted:
                diagnostics.OnManualStart();
                return (record.Id, false);
            case AcceptStatus.Duplicate:
                diagnostics.OnDuplicate();
                return (new RunId(result.OriginalId), true);
            case AcceptStatus.StaleScope when standing is not null:
                throw InHand(rule, standing);
            case AcceptStatus.StaleScope when tooDear is not null:
                throw OverBudget(record, price, tooDear, null);
            case AcceptStatus.StaleScope:
                return null;
            case AcceptStatus.Busy:
                throw BusyOf(record.Scope, rule, result);
            case AcceptStatus.OverBudget:
                throw OverBudget(record, price, result);
            default:
                throw KeyConflict(result.OriginalId);
        }
    }

    private Task<PublishResult> PublishAsync(
        string scope, object @event, PublishOptions? publish, RunFacts? cause, string? stepKey, CancellationToken cancellationToken) => Checked(() =>
    {
        var known = Describe(@event);
        IntakeNames.CheckNotReserved(known.Name);
        var payload = Write(@event);
        return AcceptAsync(
            scope, known.Name, publish?.Subject ?? known.SubjectOf(@event), payload, JsonElement.Parse(payload), publish?.Key, cause, stepKey, cancellationToken);
    });

    private Task<PublishResult> AcceptAsync(
        string scope,
        string type,
        string? subject,
        byte[] bytes,
        JsonElement payload,
        string? key,
        RunFacts? cause,
        string? stepKey,
        CancellationToken cancellationToken)
    {
        IntakeNames.CheckKey(key);
        IntakeNames.CheckSubject(subject);
        return Tracked(
            () =>
            {
                var now = time.GetUtcNow();
                var id = new AutomationEventId(ids.Next());
                var @event = new EventRecord
                {
                    Id = id,
                    Scope = scope,
                    Type = type,
                    Subject = subject,
                    Payload = bytes,
                    At = now,
                    Cause = cause?.Run.Id,
                    Root = cause?.Root ?? id,
                    Depth = cause is null ? 0 : cause.Depth + 1,
                };

                // A step's n-th event is that event, whatever the try that repeats it says this time: its body is no part of its key.
                var dedupe = key is null
                    ? DedupeKeys.Of("step", stepKey, "", null, [], now - options.DedupeWindow)
                    : DedupeKeys.Of(PublisherKeys, key, type, subject, bytes, now - options.DedupeWindow);
                return DecideAsync(@event, payload, dedupe, fromIntake: false);
            },
            cancellationToken);
    }

    /// <summary>Decides with the scope's rules of now, and anew when they change meanwhile.</summary>
    private async Task<PublishResult> DecideAsync(EventRecord @event, JsonElement payload, DedupeKey? dedupe, bool fromIntake)
    {
        var index = await rules.ScopeAsync(@event.Scope, CancellationToken.None).ConfigureAwait(false);
        for (var decision = 1; ; decision++)
        {
            if (await DecideAsync(@event, payload, dedupe, fromIntake, index, Refusals.None).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            if (decision == RuleDirectory.MaxDecisions)
            {
                throw new AutomationUnavailableException(
                    $"The rules of scope '{@event.Scope}', or what its events wait for, changed {RuleDirectory.MaxDecisions} times while the event was accepted; nothing was stored. Publish again with the same key.");
            }

            index = await rules.ReloadAsync(@event.Scope, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Matches and stores; null when the scope's rules, or a series of events, changed meanwhile and it must be decided anew.</summary>
    /// <param name="event">The event.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="dedupe">Its key.</param>
    /// <param name="fromIntake">Whether it is one of the intake.</param>
    /// <param name="index">The stored rules of the scope.</param>
    /// <param name="refusals">What the store said before.</param>
    private async Task<PublishResult?> DecideAsync(
        EventRecord @event, JsonElement payload, DedupeKey? dedupe, bool fromIntake, ScopeIndex index, Refusals refusals)
    {
        var decided = new Acceptance();
        var timeZone = await zones.FindAsync(@event.Scope).ConfigureAwait(false);
        foreach (var shared in index.Common.For(@event.Type))
        {
            await MatchAsync(index.InEffect(shared), null, @event, payload, index, timeZone, refusals, decided).ConfigureAwait(false);
        }

        foreach (var candidate in index.ByEvent.GetValueOrDefault(@event.Type) ?? [])
        {
            await MatchAsync(candidate, null, @event, payload, index, timeZone, refusals, decided).ConfigureAwait(false);
        }

        var accept = new AcceptOperation
        {
            Scope = @event.Scope,
            ScopeVersion = index.Version,
            SharedVersion = index.SharedVersion,
            MaxRunsPerRoot = MostOf(@event, decided),
            Event = @event with { Verdicts = decided.Verdicts },
            Dedupe = dedupe,
            Runs = decided.Runs,
            Debounces = decided.Joins,
            MayBeAwaited = @event.Subject is not null,
            FromIntake = fromIntake,
        };
        var result = await StoreAsync(accept, decided).ConfigureAwait(false);
        switch (result.Status)
        {
            case AcceptStatus.Accepted:
                return new PublishResult { EventId = @event.Id, Duplicate = false, Verdicts = decided.Verdicts };
            case AcceptStatus.Duplicate:
                diagnostics.OnDuplicate();
                return new PublishResult { EventId = new AutomationEventId(result.OriginalId), Duplicate = true, Verdicts = [] };
            case AcceptStatus.Conflict:
                throw KeyConflict(result.OriginalId);
            case var refusal when Refusals.IsOne(refusal):
                return await DecideAsync(@event, payload, dedupe, fromIntake, index, refusals.With(result)).ConfigureAwait(false);
            case AcceptStatus.NotInIntake:
                return new PublishResult { EventId = @event.Id, Duplicate = true, Verdicts = [] };
            case AcceptStatus.OtherSeries:
                await LearnAsync(@event.Scope, decided.Joins, result.Series).ConfigureAwait(false);
                return null;
            default:
                return null;
        }
    }

    /// <summary>The same for what was decided about an event: what follows from it once it is stored; what its runs took is given back when they are not.</summary>
    private async Task<AcceptResult> StoreAsync(AcceptOperation accept, Acceptance decided)
    {
        var result = await StoreAsync(accept, decided.Drivers).ConfigureAwait(false);
        if (result.Status == AcceptStatus.Accepted)
        {
            diagnostics.OnAccepted(decided.Runs.Count);
            ExpectQuiet(decided.Joins);
            LogTroubles(accept.Event!, decided.Verdicts);
        }
        else if (decided.Trials.Count > 0)
        {
            breakers.GiveBack(decided.Trials);
        }

        return result;
    }

    /// <summary>Has it stored; then its runs go, or their drivers are dropped.</summary>
    private async Task<AcceptResult> StoreAsync(AcceptOperation accept, List<RunDriver> drivers)
    {
        AcceptResult result;
        try
        {
            result = await writer.AcceptAsync(accept).ConfigureAwait(false);
        }
        catch
        {
            // The store may not have said what it stored. It is not asked at once, since it may be away.
            DropAll(drivers);
            dispatcher.Audit();
            throw;
        }

        if (result.Status == AcceptStatus.Accepted)
        {
            Go(drivers, result, madeReady: accept.Runs.Count > drivers.Count);
        }
        else
        {
            DropAll(drivers);
        }

        return result;
    }

    private async Task MatchAsync(
        ScopedRule candidate, TriggerDefinition? by, EventRecord @event, JsonElement payload, ScopeIndex index, string timeZone, Refusals refusals, Acceptance decided)
    {
        var rule = candidate.Rule;
        if (RefusalOf(candidate, by, @event, payload, index, timeZone, @event.At, refusals) is { } refused)
        {
            decided.Verdicts.Add(refused);
            return;
        }

        try
        {
            if (planner.TriggerOf(rule, by, @event, payload, timeZone, out var filtered) is not { } trigger)
            {
                decided.Refuse(rule.Name, VerdictReason.ConditionFalse, StorableText.Clean(filtered!, 1024));
                return;
            }

            var seen = planner.ScopeOf(rule, trigger, @event, payload, timeZone);
            if (await gate.RefusalAsync(rule.When, seen, CancellationToken.None).ConfigureAwait(false) is { } refusal)
            {
                decided.Refuse(rule.Name, VerdictReason.ConditionFalse, StorableText.Clean(refusal, 1024));
            }
            else if (IsDebounced(rule, trigger))
            {
                Join(rule, seen, decided);
            }
            else
            {
                await StartAsync(rule, seen, @event, index, refusals, decided).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not StoreUnavailableException)
        {
            // The rule's own lambda, template or condition handler: it is this rule's verdict, and no other rule's trouble.
            decided.Refuse(rule.Name, VerdictReason.Faulted, StorableText.Clean(Faults.Of(exception, "").Message, 1024));
        }
    }

    /// <summary>The verdict that a person has the run's subject in hand; null when nobody has. The rule may say another subject than the event.</summary>
    private Verdict? HandOf(RuleDefinition rule, TriggerDefinition? by, EventRecord @event, JsonElement payload, ScopeIndex index, string timeZone)
    {
        try
        {
            var subject = rule.Subject is null ? @event.Subject
                : planner.TriggerOf(rule, by, @event, payload, timeZone, out _) is { } trigger ? planner.ScopeOf(rule, trigger, @event, payload, timeZone).Subject
                : null;
            return index.OverrideOf(subject) is { } standing
                ? new Verdict { Rule = rule.Name, Reason = VerdictReason.Overridden, Detail = PausedRun.Describe(standing) }
                : null;
        }
        catch (Exception)
        {
            // What the rule's own code throws is its verdict further down.
            return null;
        }
    }

    /// <summary>What stands against the rule before the event itself is looked at, in the documented order; null for nothing. Asked again when events that waited for quiet are due.</summary>
    private Verdict? RefusalOf(
        ScopedRule candidate, TriggerDefinition? by, EventRecord @event, JsonElement payload, ScopeIndex index, string timeZone, DateTimeOffset now, Refusals refusals)
    {
        var rule = candidate.Rule.Name;
        if (candidate.RefusalAt(now) is { } stopped)
        {
            return stopped;
        }

        if (index.Overrides.Count > 0 && HandOf(candidate.Rule, by, @event, payload, index, timeZone) is { } hand)
        {
            return hand;
        }

        return LoopOf(@event, refusals) is { } loop
            ? new Verdict { Rule = rule, Reason = VerdictReason.SuppressedLoop, Detail = loop }
            : breakers.RefusalOf(candidate.Rule, @event.Scope, index);
    }

    /// <param name="rule">The rule.</param>
    /// <param name="seen">What it sees of the event.</param>
    /// <param name="event">The event, which is the run's.</param>
    /// <param name="index">What counts in the scope; null when nothing there does.</param>
    /// <param name="refusals">What the store said before.</param>
    /// <param name="decided">What the run becomes a part of.</param>
    /// <param name="reserved">The run's id when it was promised before: then no host owns the run from the beginning; null for a new one.</param>
    private async ValueTask StartAsync(
        RuleDefinition rule, TriggerScope seen, EventRecord @event, ScopeIndex? index, Refusals refusals, Acceptance decided, RunId? reserved = null)
    {
        if (refusals.Busy.FirstOrDefault(one => one.Rule == rule.Name) is { } taken)
        {
            decided.Verdicts.Add(new Verdict { Rule = rule.Name, Reason = VerdictReason.Busy, RunId = taken.Holder, Detail = rule.Explain(taken) });
            return;
        }

        var price = await PriceAsync(rule, seen, seen.Trigger.At).ConfigureAwait(false);
        if (OverBudget(rule, price, refusals) is { } over)
        {
            decided.Refuse(rule.Name, VerdictReason.OverBudget, over);
            return;
        }

        var (record, machine) = planner.Plan(rule, seen, @event, price.Estimate, reserved);
        var (broken, trial) = await breakers.RefusalOfRunAsync(rule, seen.Scope, index).ConfigureAwait(false);
        if (broken is not null)
        {
            decided.Verdicts.Add(broken);
            return;
        }

        if (trial is not null)
        {
            decided.Take(trial);
        }

        var owned = reserved is null && node.TryReserve();
        var created = rule.ToNewRun(record, owned, price.Reservation, options);
        if (owned)
        {
            decided.Drivers.Add(node.Prepare(machine, created));
        }

        decided.Runs.Add(created);
        decided.Verdicts.Add(new Verdict { Rule = rule.Name, Reason = VerdictReason.Ran, RunId = record.Id });
    }

    /// <summary>What a run may cost, when the rule or a budget asks for that.</summary>
    private async ValueTask<RunPrice> PriceAsync(RuleDefinition rule, TriggerScope seen, DateTimeOffset now)
    {
        var counts = RunBudgets.AreFor(rule, options);
        if (!counts && rule.Guards.ApprovalAbove is null)
        {
            return RunPrice.Unasked;
        }

        var estimate = new RunEstimate(await costs.EstimateAsync(rule, seen).ConfigureAwait(false), rule.Guards.ApprovalAbove);
        return new RunPrice(estimate, counts ? RunBudgets.Of(rule, options, now, await zones.FindAsync(seen.Scope).ConfigureAwait(false)) : null);
    }

    /// <summary>Why no budget has room for the run, in a sentence; null when one may have. The last answer counts: an earlier one may be about a period that is over.</summary>
    private static string? OverBudget(RuleDefinition rule, RunPrice price, Refusals refusals) =>
        price.TooDear ?? (refusals.OverBudget.LastOrDefault(one => one.Rule == rule.Name) is { } refused ? price.Explain(refused)?.Detail : null);

    /// <summary>Why the event starts nothing, in a sentence: its chain has gone on for too long, or has started too much. Null when it may.</summary>
    private string? LoopOf(EventRecord @event, Refusals refusals) =>
        @event.Depth > options.MaxChainDepth
            ? $"{@event.Depth} runs lie between this event and event {@event.Root}, which began the chain; AutomationOptions.MaxChainDepth allows {options.MaxChainDepth}."
        : refusals.RunsOfRoot is { } runs
            ? $"{runs} runs were started by the chain that event {@event.Root} began, and with those of this event it were more than AutomationOptions.MaxRunsPerRoot allows, which is {options.MaxRunsPerRoot}."
        : null;

    /// <summary>How many runs the chain of the event may start; null when they are not counted: those of an event from outside, and none.</summary>
    private int? MostOf(EventRecord @event, Acceptance decided) => @event.Depth > 0 && decided.Runs.Count > 0 ? options.MaxRunsPerRoot : null;

    /// <summary>Says which rules did not start for a reason that somebody has to look at.</summary>
    private void LogTroubles(EventRecord @event, List<Verdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            if (verdict.Reason is VerdictReason.SuppressedLoop or VerdictReason.Faulted)
            {
                LogNotStarted(verdict.Rule, @event.Scope, @event.Id, @event.Type, verdict.Detail);
            }
        }
    }

    private void Go(List<RunDriver> drivers, AcceptResult result, bool madeReady)
    {
        foreach (var driver in drivers)
        {
            if (result.Blocked.Contains(driver.Id))
            {
                // It waits for a permit, and any node may claim it then.
                driver.Drop();
            }
            else if (!driver.Begin())
            {
                // The lease was lost and held again while the commit was under way.
                dispatcher.Audit();
                dispatcher.Wake();
            }
        }

        foreach (var runId in result.Notify)
        {
            node.Wake(runId);
        }

        if (result is { MadeReady: true, Blocked.Count: > 0 })
        {
            // So says an answer that was lost: what was dropped here may be ours in the store.
            dispatcher.Audit();
        }

        if (result.MadeReady || madeReady)
        {
            dispatcher.Wake();
        }
    }

    private static void DropAll(List<RunDriver> drivers)
    {
        foreach (var driver in drivers)
        {
            driver.Drop();
        }
    }

    /// <exception cref="ArgumentException">The class has no stored name.</exception>
    public static EventDescriptor Describe(object @event) => EventDescriptor.Find(@event.GetType()) ?? throw new ArgumentException(
        $"'{@event.GetType().Name}' is not an event. Give it a stored name: [Event(\"…\")].", nameof(@event));

    private byte[] Write(object @event)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), json);
        CheckPayload(payload);
        return payload;
    }

    /// <exception cref="EventRejectedException">The input is none of the rule's.</exception>
    public void CheckInput(RuleDefinition rule, JsonElement input)
    {
        if (rule.InputType is null)
        {
            return;
        }

        try
        {
            _ = input.Deserialize(rule.InputType, json) ?? throw new JsonException("null");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new EventRejectedException(
                "invalid-input", $"The input of rule '{rule.Name}' is not a {rule.InputType.Name}.", (exception as JsonException)?.Path);
        }
    }

    /// <exception cref="EventRejectedException">The bytes are not acceptable JSON.</exception>
    public static void CheckPayload(ReadOnlySpan<byte> payload)
    {
        if (JsonGate.Check(payload) is { IsValid: false } refused)
        {
            throw new EventRejectedException(refused.Code, refused.Message);
        }
    }

    private static EventRejectedException InHand(RuleDefinition rule, SubjectOverride standing) => new(
        "subject-overridden", $"Rule '{rule.Name}' was not started: {PausedRun.Describe(standing)} Release the subject (ReleaseSubjectAsync), then start it again.");

    private static RuleBusyException BusyOf(string scope, RuleDefinition rule, AcceptResult result) =>
        new(scope, rule.Name, result.Busy[0].Holder, $"Rule '{rule.Name}' is busy in scope '{scope}'; nothing was stored. {rule.Explain(result.Busy[0])}");

    private static OverBudgetException OverBudget(RunRecord run, RunPrice price, AcceptResult result) =>
        price.Explain(result.OverBudget[0]) is var (detail, until) ? OverBudget(run, price, detail, until) : throw new InvalidOperationException("Automation bug: a budget refused that was not asked.");

    private static OverBudgetException OverBudget(RunRecord run, RunPrice price, string detail, DateTimeOffset? until) =>
        new(run.Scope, run.Rule, price.Estimate!.Cost, until, $"Rule '{run.Rule}' was not started in scope '{run.Scope}'; nothing was stored. {detail}");

    /// <param name="original">The event or the run that the key was used for.</param>
    private static EventRejectedException KeyConflict(Guid original) => new(
        KeyConflictCode, $"The key was used before with another body, for '{original}'. Use a new key for something new, or send the same body again.");

    /// <summary>Counts refusals, and says of a store that is away what a caller can do.</summary>
    private async Task<T> Checked<T>(Func<Task<T>> accept)
    {
        try
        {
            return await accept().ConfigureAwait(false);
        }
        catch (EventRejectedException rejected)
        {
            diagnostics.OnRejected(rejected.Code);
            throw;
        }
        catch (StoreUnavailableException unavailable)
        {
            // The rules could not be read.
            throw new AutomationUnavailableException("The store did not answer; nothing was stored. Ask again with the same key.", unavailable);
        }
    }

    /// <summary>Does it to the end even if the caller stops waiting: what is committed must be driven.</summary>
    private Task<T> Tracked<T>(Func<Task<T>> accept, CancellationToken cancellationToken)
    {
        PreviewMark.Refuse("accepting an event or starting a run");
        cancellationToken.ThrowIfCancellationRequested();
        activity.Enter();
        var task = RunAsync();
        return cancellationToken.CanBeCanceled ? task.WaitAsync(cancellationToken) : task;

        async Task<T> RunAsync()
        {
            try
            {
                return await accept().ConfigureAwait(false);
            }
            finally
            {
                activity.Leave();
            }
        }
    }
}

using System.Text.Json;
using Automation.Debouncing;
using Automation.Diagnostics;
using Automation.Ids;
using Automation.Matching;
using Automation.Previewing;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>The door: checks what comes, decides which rules run, and has everything stored in one transaction before the caller is answered.</summary>
internal sealed partial class EventIntake(
    RuleDirectory rules,
    EventCatalog events,
    EventMatcher matcher,
    AcceptanceWriter acceptances,
    DebounceSeries series,
    ChainGuard chains,
    ScopeZones zones,
    IntakeCalls calls,
    IdGenerator ids,
    JsonSerializerOptions json,
    AutomationOptions options,
    TimeProvider time,
    AutomationDiagnostics diagnostics)
{
    /// <summary>Where the keys of publishers come from.</summary>
    private const string PublisherKeys = "event";

    public Task<PublishResult> PublishAsync(string scope, object @event, PublishOptions? publish, CancellationToken cancellationToken) =>
        PublishAsync(scope, @event, publish, StepCause.Current, null, cancellationToken);

    /// <summary>Publishes what a step of a run causes: cause, root and depth travel with it.</summary>
    public Task<PublishResult> PublishFromStepAsync(RunFacts cause, object @event, PublishOptions? publish, string stepKey, CancellationToken cancellationToken) =>
        PublishAsync(cause.Run.Scope, @event, publish, cause, stepKey, cancellationToken);

    public Task<PublishResult> PublishJsonAsync(string scope, string type, ReadOnlyMemory<byte> payload, PublishOptions? publish, CancellationToken cancellationToken)
    {
        // A copy: the caller may use its buffer again while ours waits for the commit.
        var bytes = payload.ToArray();
        return calls.DoAsync(
            () =>
            {
                IntakeNames.CheckType(type);
                IntakeNames.CheckNotReserved(type);
                IntakePayload.Check(bytes, IntakePayload.OfEvent, type);
                var value = JsonElement.Parse(bytes);
                var subject = publish?.Subject ?? (events.TryGet(type, out var known) ? known.SubjectOf(value, json) : null);
                return AcceptAsync(scope, type, subject, bytes, value, publish?.Key, StepCause.Current, null, fromOutside: true);
            },
            cancellationToken);
    }

    /// <summary>Checks an event that the host will save in a transaction of its own.</summary>
    public IntakeRecord Prepare(string scope, object @event, PublishOptions? publish)
    {
        PreviewMark.Refuse("saving an event");
        var known = Describe(@event);
        try
        {
            IntakeNames.CheckNotReserved(known.Name);
            var payload = Write(@event, known.Name);
            var subject = publish?.Subject ?? known.SubjectOf(@event);
            IntakeNames.CheckKey(publish?.Key);
            IntakeNames.CheckSubject(subject);
            var cause = StepCause.Current;
            var link = ChainLink.After(cause);
            return new IntakeRecord
            {
                Id = new AutomationEventId(ids.Next()),
                Scope = scope,
                Type = known.Name,
                Subject = subject,
                Payload = payload,
                Cause = CauseIn(scope, cause),
                Root = link.Root,
                Depth = link.Depth,
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
    public Task<PublishResult> AcceptSavedAsync(IntakeRecord saved) => calls.DoAsync(
        () =>
        {
            // As it came from the table: what wrote it may have been another version, or a person.
            IntakeNames.CheckType(saved.Type);
            IntakeNames.CheckSubject(saved.Subject);
            IntakePayload.Check(saved.Payload.Span, IntakePayload.OfEvent, saved.Type);
            var now = time.GetUtcNow();
            var @event = new EventRecord
            {
                Id = saved.Id, Scope = saved.Scope, Type = saved.Type, Subject = saved.Subject, Payload = saved.Payload, At = now,
                Cause = saved.Cause, Root = saved.Root ?? saved.Id, Depth = Math.Max(0, saved.Depth),
            };
            var dedupe = saved.Dedupe is { } key ? key with { NotBefore = now - options.DedupeWindow } : null;
            return DecideAsync(new IncomingEvent(@event, JsonElement.Parse(saved.Payload.Span), dedupe) { FromIntake = true });
        },
        CancellationToken.None);

    private Task<PublishResult> PublishAsync(string scope, object @event, PublishOptions? publish, RunFacts? cause, string? stepKey, CancellationToken cancellationToken) => calls.DoAsync(
        () =>
        {
            var known = Describe(@event);
            IntakeNames.CheckNotReserved(known.Name);
            var payload = Write(@event, known.Name);
            return AcceptAsync(scope, known.Name, publish?.Subject ?? known.SubjectOf(@event), payload, JsonElement.Parse(payload), publish?.Key, cause, stepKey, fromOutside: false);
        },
        cancellationToken);

    private Task<PublishResult> AcceptAsync(string scope, string type, string? subject, byte[] bytes, JsonElement payload, string? key, RunFacts? cause, string? stepKey, bool fromOutside)
    {
        IntakeNames.CheckKey(key);
        IntakeNames.CheckSubject(subject);
        var now = time.GetUtcNow();
        var id = new AutomationEventId(ids.Next());
        var link = ChainLink.After(cause);
        var @event = new EventRecord
        {
            Id = id,
            Scope = scope,
            Type = type,
            Subject = subject,
            Payload = bytes,
            At = now,
            Cause = CauseIn(scope, cause),
            Root = link.Root ?? id,
            Depth = link.Depth,
        };

        // A step's n-th event is that event, whatever the try that repeats it says this time: its body is no part of its key.
        var dedupe = key is null
            ? DedupeKeys.Of("step", stepKey, "", null, [], now - options.DedupeWindow)
            : DedupeKeys.Of(PublisherKeys, key, type, subject, bytes, now - options.DedupeWindow);
        return DecideAsync(new IncomingEvent(@event, payload, dedupe) { Key = key, IsFromOutside = fromOutside });
    }

    /// <summary>The run that an event of the scope names as its cause. A run is nothing to another scope, but a circle through two is one all the same: root and depth go on.</summary>
    private static RunId? CauseIn(string scope, RunFacts? cause) => cause?.Run.Scope == scope ? cause.Run.Id : null;

    private Task<PublishResult> DecideAsync(IncomingEvent incoming) => DecideAsync(incoming.Event.Scope, _ => incoming)!;

    /// <summary>Decides with the scope's rules of now, and anew when they change meanwhile.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="find">What comes in, as the scope's rules have it; null when they have nothing that it is for.</param>
    /// <returns>Null when there is nothing that it is for, as the rules were read just now: nothing is stored.</returns>
    private async Task<PublishResult?> DecideAsync(string scope, Func<ScopeIndex, IncomingEvent?> find)
    {
        var index = await rules.ScopeAsync(scope, CancellationToken.None).ConfigureAwait(false);
        for (var decision = 1; decision <= RuleDirectory.MaxDecisions; decision++)
        {
            var incoming = find(index);
            if (incoming is null && decision > 1)
            {
                return null;
            }

            if (incoming is not null && await DecideAsync(incoming, index, Refusals.None).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            index = await rules.ReloadAsync(scope, CancellationToken.None).ConfigureAwait(false);
        }

        throw new AutomationUnavailableException(
            $"The rules of scope '{scope}', or what its events wait for, changed {RuleDirectory.MaxDecisions} times while an event was accepted; nothing was stored. Ask again with the same key.");
    }

    /// <summary>Matches and stores; null when the scope's rules, or a series of events, changed meanwhile and it must be decided anew.</summary>
    /// <param name="incoming">What comes in.</param>
    /// <param name="index">The rules that count in the scope.</param>
    /// <param name="refusals">What the store said before.</param>
    private async Task<PublishResult?> DecideAsync(IncomingEvent incoming, ScopeIndex index, Refusals refusals)
    {
        var (@event, payload, target) = (incoming.Event, incoming.Payload, incoming.Target);
        var timeZone = await zones.FindAsync(@event.Scope).ConfigureAwait(false);
        var bounds = await zones.BoundsAsync(@event.Scope, options).ConfigureAwait(false);
        var link = new ChainLink(@event.Root, @event.Depth);
        var first = await chains.FirstRunsAsync(@event.Scope, link).ConfigureAwait(false);
        var decided = new Acceptance { IsFromOutside = incoming.IsFromOutside };
        try
        {
            await (target is null
                ? matcher.MatchAsync(@event, payload, index, timeZone, bounds, refusals, decided)
                : matcher.MatchAsync(target.Rule, target.Trigger, @event, payload, index, timeZone, bounds, refusals, decided)).ConfigureAwait(false);
        }
        catch
        {
            // The store, while a breaker was asked: what other rules have taken already is given back.
            acceptances.Refuse(decided);
            throw;
        }

        if (chains.IsTooMuch(@event, decided.Runs.Count, bounds))
        {
            return await DecideAsync(incoming, index, refusals.With(acceptances.Refuse(decided))).ConfigureAwait(false);
        }

        var accept = new AcceptOperation
        {
            Scope = @event.Scope,
            ScopeVersion = index.Version,
            SharedVersion = index.SharedVersion,
            MaxRunsPerRoot = chains.MostOf(link, decided.Runs.Count, bounds),
            FirstRunsOfRoot = first,
            Event = @event with { Verdicts = decided.Verdicts },
            Dedupe = incoming.Dedupe,
            Runs = decided.Runs,
            Debounces = decided.Joins,
            MayBeAwaited = target is null && @event.Subject is not null,
            FromIntake = incoming.FromIntake,
            Advance = incoming.Advance,
        };
        var result = await acceptances.StoreAsync(accept, decided).ConfigureAwait(false);
        switch (result.Status)
        {
            case AcceptStatus.Accepted:
                return new PublishResult { EventId = @event.Id, Duplicate = false, Verdicts = decided.Verdicts };
            case AcceptStatus.Duplicate:
                diagnostics.OnDuplicate();
                return new PublishResult { EventId = new AutomationEventId(result.OriginalId), Duplicate = true, Verdicts = [] };
            case AcceptStatus.Conflict:
                throw DedupeKeys.Conflict(incoming.Key, result.OriginalId);
            case var refusal when Refusals.IsOne(refusal):
                return await DecideAsync(incoming, index, refusals.With(result)).ConfigureAwait(false);
            case AcceptStatus.NotInIntake or AcceptStatus.NotDue:
                // Another process is at it.
                incoming.EndRefused?.Invoke();
                return new PublishResult { EventId = @event.Id, Duplicate = true, Verdicts = [] };
            case AcceptStatus.OtherSeries:
                await series.LearnAsync(@event.Scope, decided.Joins, result.Series).ConfigureAwait(false);
                return null;
            default:
                return null;
        }
    }

    /// <summary>A rule and a trigger of it, as the scope has them; null when it has not.</summary>
    private EventTarget? TargetOf(ScopeIndex index, string rule, string triggerId, TriggerKind kind) =>
        rules.Find(index, rule) is { } scoped && scoped.Rule.Triggers.FirstOrDefault(one => one.Id == triggerId && one.Kind == kind) is { } trigger
            ? new EventTarget(scoped, trigger) : null;

    /// <exception cref="ArgumentException">The class has no stored name.</exception>
    public static EventDescriptor Describe(object @event) => EventDescriptor.Find(@event.GetType()) ?? throw new ArgumentException(
        $"'{@event.GetType().Name}' is not an event. Give it a stored name: [Event(\"…\")].", nameof(@event));

    private byte[] Write(object @event, string type)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(@event, @event.GetType(), json);
        IntakePayload.Check(payload, IntakePayload.OfEvent, type);
        return payload;
    }
}

using System.Collections.Concurrent;
using Automation.Diagnostics;
using Automation.Json;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>One question about one scope, and what becomes of a scope that is silent.</summary>
internal sealed partial class ScopeZones
{
    /// <summary>How long a directory may think: an event must not hang on one that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long those wait for an answer that can do without.</summary>
    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    /// <summary>A silent scope that nobody wanted for so long is not asked for any more.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromHours(1);

    /// <summary>The silent scopes, each with the question that it was silent about first: its loop asks as long as it finds it here.</summary>
    private readonly ConcurrentDictionary<ScopeEntry, ScopeQuestion> _silent = new();
    private readonly SemaphoreSlim _silentPlaces = new(AtOnce / 2);

    /// <summary>Called when a silent scope has answered.</summary>
    public Action? Answered { get; set; }

    /// <summary>Ends the loops of silent scopes.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Asks as soon as there is a place, and waits shortly.</summary>
    private async Task<ScopeEntry> AskAsync(ScopeEntry entry, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        var last = entry.Question;
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Somebody else may have asked meanwhile.
            var question = entry.Question == last ? Ask(entry) : entry.Question!;
            await question.Soon.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }

        return entry;
    }

    /// <summary>The question about the scope that is under way, or a new one.</summary>
    private ScopeQuestion Ask(ScopeEntry entry)
    {
        var (last, question) = (entry.Question, new ScopeQuestion());
        if (last is { IsOver: false } || !entry.TryBegin(question, last))
        {
            return entry.Question!;
        }

        _ = AskToItsEndAsync(entry, question);
        return question;
    }

    /// <summary>Ends when the directory's patience is over at the latest, and never fails.</summary>
    private async Task AskToItsEndAsync(ScopeEntry entry, ScopeQuestion question)
    {
        Exception? fault = null;
        using (var patience = new CancellationTokenSource(Patience, time))
        using (time.CreateTimer(_ => FallSilent(entry, question), null, Shortly, Timeout.InfiniteTimeSpan))
        {
            try
            {
                entry.Answer = await AskDirectoryAsync(entry, patience.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // This scope's trouble only; it is asked for again.
                fault = exception;
            }
        }

        question.End.SetResult(fault);
        if (fault is not null)
        {
            FallSilent(entry, question);
        }
        else if (_silent.TryRemove(entry, out _))
        {
            Answered?.Invoke();
        }

        question.Soon.TrySetResult();
    }

    private void FallSilent(ScopeEntry entry, ScopeQuestion question)
    {
        if (_silent.TryAdd(entry, question))
        {
            _ = AskUntilSaidAsync(entry, question);
        }

        question.Soon.TrySetResult();
    }

    /// <summary>The loop of a silent scope: asks for it again, later each time, until it is said, or nobody wanted it for long.</summary>
    private async Task AskUntilSaidAsync(ScopeEntry entry, ScopeQuestion first)
    {
        for (var rest = FirstRest; ; rest = Backoff.After(rest, LongestRest))
        {
            if (await entry.Question!.End.Task.WaitAsync(Stopping).ConfigureAwait(false) is not { } fault)
            {
                // Mostly it is not silent any more; this one was answered just as it fell so.
                if (_silent.TryRemove(new(entry, first)))
                {
                    Answered?.Invoke();
                }

                return;
            }

            Say(entry.Scope, rest, fault);
            await Task.Delay(rest, time, Stopping).ConfigureAwait(false);
            if (time.GetElapsedTime(entry.WantedAt) >= Gone)
            {
                _ = _silent.TryRemove(new(entry, first));
            }

            if (!_silent.Contains(new(entry, first)))
            {
                return;
            }

            _ = await AskAsync(entry, _silentPlaces, Stopping).ConfigureAwait(false);
        }
    }

    /// <summary>A logger that throws must not end the loop: nobody else asks about a silent scope.</summary>
    private void Say(string scope, TimeSpan rest, Exception fault)
    {
        try
        {
            LogNotAsked(scope, rest, fault);
        }
        catch (Exception)
        {
            // Whatever the host's logger throws.
        }
    }

    /// <summary>One question about all of them, where the directory takes such: those that it says need no question of their own.</summary>
    /// <exception cref="TimeoutException">The directory did not answer.</exception>
    private async Task AskManyAsync(IReadOnlyList<ScopeEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var (round, at) = (_round, time.GetTimestamp());
        using var patience = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        IReadOnlyDictionary<string, ScopeDetails>? said;
        try
        {
            said = await scopes.FindScopesAsync([.. entries.Select(entry => entry.Scope)], stop.Token).WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"The host's {nameof(IScopeDirectory)} did not say within {Patience.TotalSeconds} seconds what {entries.Count} scopes are.");
        }

        foreach (var entry in said is null ? [] : entries)
        {
            // What was said meanwhile, to a question about the scope alone, is younger.
            if (!(entry.Answer?.At >= at) && said!.TryGetValue(entry.Scope, out var details) && ScopeBounds.AreInRange(entry.Scope, details.Limits))
            {
                entry.Answer = AnswerOf(entry, details.TimeZone, details.Limits, at, round);
            }
        }
    }

    private async Task<ScopeAnswer> AskDirectoryAsync(ScopeEntry entry, CancellationToken cancellationToken)
    {
        var (scope, round) = (entry.Scope, _round);
        var (zoneAsked, limitsAsked) = (scopes.FindTimeZoneAsync(scope, cancellationToken), scopes.FindLimitsAsync(scope, cancellationToken));
        await Task.WhenAll(zoneAsked, limitsAsked).WaitAsync(cancellationToken).ConfigureAwait(false);
        var limits = await limitsAsked.ConfigureAwait(false);
        ScopeBounds.Check(scope, limits);
        return AnswerOf(entry, await zoneAsked.ConfigureAwait(false), limits, time.GetTimestamp(), round);
    }

    private ScopeAnswer AnswerOf(ScopeEntry entry, string? said, ScopeLimits? limits, long at, int round)
    {
        var id = said ?? TimeZones.Utc;
        var zone = TimeZones.TryFind(id, out _, out var canonical) ? canonical : StorableText.Clean(id, 64);
        if (canonical is null && entry.Answer?.Zone != zone)
        {
            LogZoneUnknown(entry.Scope, zone);
        }

        return new ScopeAnswer(zone, limits, at, round);
    }

    [LoggerMessage(98, LogLevel.Error, "The host's scope directory did not say the time zone and the limits of scope '{Scope}'; it is asked again in {Delay}. What it said before counts on; where it never said anything, no schedule of the scope fires until then, and no event is accepted.")]
    private partial void LogNotAsked(string scope, TimeSpan delay, Exception exception);

    [LoggerMessage(116, LogLevel.Warning, "The host's scope directory says that scope '{Scope}' is in the time zone '{Zone}', which this system does not know. Its budgets are reckoned in UTC, and what needs its local time fails.")]
    private partial void LogZoneUnknown(string scope, string zone);
}

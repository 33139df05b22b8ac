using System.Collections.Concurrent;
using Automation.Diagnostics;
using Automation.Json;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The time zones and limits of scopes, as the host's directory says them. Whoever accepts an event has a scope asked for about once a minute; for schedules the looks ask, and what is due goes by the last answer.</summary>
/// <remarks>
/// Thread-safe. A host without a directory of its own asks nobody. No scope is asked for twice at a time. A question that lasts gives its place back and goes on: the scope is silent then. One that is silent is
/// asked for beside everything else, later each time, until it answers; nothing waits for it.
/// </remarks>
internal sealed partial class ScopeZones(IScopeDirectory scopes, TimeProvider time, ILogger<ScopeZones> logger)
{
    /// <summary>So many scopes are asked for at a time for schedules, and half as many of those that are silent; beside them go on the questions that gave their place back.</summary>
    public const int AtOnce = 16;

    /// <summary>So many scopes are remembered, or all that were wanted within an hour.</summary>
    private const int Remembered = 50_000;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>A look does not ask for scopes whose answer is younger.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(45);

    /// <summary>How long a directory may think: an event must not hang on one that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long schedules wait for an answer.</summary>
    private static readonly TimeSpan DuePatience = TimeSpan.FromSeconds(5);

    /// <summary>The rest of a scope that the directory was silent about once, and the longest one.</summary>
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    /// <summary>A silent scope that nobody wanted for so long is gone.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, ScopeEntry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly SemaphoreSlim _silentPlaces = new(AtOnce / 2);

    /// <summary>Whether the directory has a method of its own for limits: else it is not asked, also where only limits are wanted.</summary>
    private readonly bool _saysLimits = SaysLimits(scopes.GetType());

    // Of the pass: the questions about silent scopes.
    private Task _asksSilent = Task.CompletedTask;
    private long _sweptAt = time.GetTimestamp();
    private volatile int _round;
    private volatile bool _anySilent;

    /// <summary>Called when a scope has answered again, or for the first time, that was silent before.</summary>
    public Action? Answered { get; set; }

    /// <summary>Whether there are scopes that the directory is silent about.</summary>
    public bool HasSilent => _anySilent;

    /// <summary>How many scopes are remembered.</summary>
    public int Count => _entries.Count;

    /// <summary>The zone of a scope: an IANA id in its own spelling, or, when nobody knows it, as the directory wrote it: whoever reckons in it says so.</summary>
    /// <exception cref="AutomationUnavailableException">The directory threw, or did not answer in time, and never answered before.</exception>
    public async ValueTask<string> FindAsync(string scope) => scopes is OptionsScopeDirectory ? TimeZones.Utc : (await KnowAsync(scope).ConfigureAwait(false)).Zone;

    /// <summary>The limits that count in a scope.</summary>
    /// <exception cref="AutomationUnavailableException">As for the zone.</exception>
    public async ValueTask<ScopeBounds> BoundsAsync(string scope, AutomationOptions options) =>
        new(!_saysLimits ? null : (await KnowAsync(scope).ConfigureAwait(false)).Limits, options);

    /// <summary>From here on looks, and what is due, go by no answer that there is now, and silent scopes do not rest.</summary>
    public void Expire() => Interlocked.Increment(ref _round);

    /// <summary>The zones of scopes, as soon as they are said: whoever uses them has several at a time, and never waits for those that are silent. Null where the directory never said one.</summary>
    /// <returns>False when whoever uses them wanted no more.</returns>
    public async Task<bool> LookAsync(IEnumerable<string> asked, Func<IReadOnlyList<(string Scope, string? Zone)>, Task<bool>> use, CancellationToken cancellationToken)
    {
        var (questions, there) = (new List<Task<(string, string?)>>(AtOnce), new List<(string, string?)>());
        using var rest = asked.GetEnumerator();
        while (true)
        {
            while (questions.Count < AtOnce && rest.MoveNext())
            {
                questions.Add(LookAsync(rest.Current, cancellationToken));
            }

            var answered = questions.Where(question => question.IsCompleted).ToArray();
            foreach (var question in answered)
            {
                _ = questions.Remove(question);
                there.Add(await question.ConfigureAwait(false));
            }

            if (answered.Length > 0)
            {
                continue;
            }

            if (there.Count > 0 && !await use(there).ConfigureAwait(false))
            {
                return false;
            }

            if (questions.Count == 0)
            {
                return true;
            }

            there = [];
            _ = await Task.WhenAny(questions).ConfigureAwait(false);
        }
    }

    /// <summary>For what is due: the last answer; null when there was none. When it is old the directory is asked, but not waited for longer than shortly: then the old one counts.</summary>
    public async ValueTask<string?> LastAsync(string scope, CancellationToken cancellationToken)
    {
        if (scopes is OptionsScopeDirectory)
        {
            return TimeZones.Utc;
        }

        var entry = EntryOf(scope);
        _ = await AskForDueAsync(entry, Kept, cancellationToken).ConfigureAwait(false);
        return entry.Answer?.Zone;
    }

    /// <summary>For what is due: the zone as the directory says it now; null when it does not do so shortly.</summary>
    public async ValueTask<string?> AnewAsync(string scope, CancellationToken cancellationToken)
    {
        if (scopes is OptionsScopeDirectory)
        {
            return TimeZones.Utc;
        }

        var entry = EntryOf(scope);
        return await AskForDueAsync(entry, TimeSpan.Zero, cancellationToken).ConfigureAwait(false) ? entry.Answer!.Zone : null;
    }

    /// <summary>Whether the directory is silent about the scope: then it is asked, and its answer is heard of, without anybody's doing.</summary>
    public bool IsSilent(string scope) => _entries.TryGetValue(scope, out var entry) && entry.Silence is not null;

    /// <summary>Asks for the silent scopes that have rested, beside everything else. Called by one pass at a time.</summary>
    /// <returns>How long until the next of them has; null when none is silent.</returns>
    public TimeSpan? AskSilent(CancellationToken cancellationToken)
    {
        if (!_anySilent)
        {
            return null;
        }

        _anySilent = false;
        var (rested, until) = (new List<ScopeEntry>(), (TimeSpan?)null);
        foreach (var entry in _entries.Values)
        {
            if (RestOf(entry) is not { } rest)
            {
                continue;
            }

            _anySilent = true;
            if (rest <= TimeSpan.Zero)
            {
                rested.Add(entry);
            }

            var next = rest <= TimeSpan.Zero ? DuePatience : rest;
            until = next < until || until is null ? next : until;
        }

        if (rested.Count > 0 && _asksSilent.IsCompleted)
        {
            _asksSilent = Task.WhenAll(rested.Select(entry => AskSilentAsync(entry, cancellationToken)));
        }

        return until;
    }

    /// <summary>Ends when nobody asks for silent scopes any more, after the pass was stopped.</summary>
    public async Task DrainAsync() => await _asksSilent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static bool SaysLimits(Type directory)
    {
        var map = directory.GetInterfaceMap(typeof(IScopeDirectory));
        return map.TargetMethods[Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(IScopeDirectory.FindLimitsAsync))].DeclaringType != typeof(IScopeDirectory);
    }

    private ScopeEntry EntryOf(string scope)
    {
        if (!_entries.TryGetValue(scope, out var entry))
        {
            Sweep();
            entry = _entries.GetOrAdd(scope, static scope => new(scope));
        }

        entry.WantedAt = time.GetTimestamp();
        return entry;
    }

    private void Sweep()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _sweptAt)) < Kept || _entries.Count < Remembered)
        {
            return;
        }

        Volatile.Write(ref _sweptAt, time.GetTimestamp());
        foreach (var entry in _entries.Where(entry => IsGone(entry.Value)))
        {
            _ = _entries.TryRemove(entry);
        }
    }

    private bool IsGone(ScopeEntry entry) => time.GetElapsedTime(entry.WantedAt) >= Gone;

    private bool IsYounger(ScopeAnswer answer, TimeSpan age) => time.GetElapsedTime(answer.At) < age;

    private bool Rests(ScopeSilence silence) => time.GetElapsedTime(silence.Since) < silence.Rest;

    /// <summary>How long a silent scope is still left alone; null when it is not silent. One that is gone is so no more.</summary>
    private TimeSpan? RestOf(ScopeEntry entry)
    {
        if (entry.Silence is not { } silence)
        {
            return null;
        }

        if (IsGone(entry))
        {
            GiveUp(entry);
            return null;
        }

        return entry.Question is not null ? Patience : silence.Round != _round ? TimeSpan.Zero : silence.Rest - time.GetElapsedTime(silence.Since);
    }

    /// <summary>Whoever wants the scope again has it asked for; what was said of it counts on.</summary>
    private void GiveUp(ScopeEntry entry)
    {
        lock (entry.Gate)
        {
            entry.Silence = null;
        }

        if (entry.Answer is null)
        {
            _ = _entries.TryRemove(new(entry.Scope, entry));
        }
    }

    private async Task<(string Scope, string? Zone)> LookAsync(string scope, CancellationToken cancellationToken)
    {
        if (scopes is OptionsScopeDirectory)
        {
            return (scope, TimeZones.Utc);
        }

        var entry = EntryOf(scope);
        _ = await AskAsync(entry, Recent, cancellationToken).ConfigureAwait(false);
        return (scope, entry.Answer?.Zone);
    }

    private async ValueTask<bool> AskForDueAsync(ScopeEntry entry, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (!IsAskedFor(entry, maxAge))
        {
            return entry.Silence is null;
        }

        using var patience = new CancellationTokenSource(DuePatience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await AskAsync(entry, maxAge, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Others have all the places.
            return false;
        }
    }

    /// <summary>For schedules: has the directory asked if the last answer is older, and the scope is not silent.</summary>
    /// <returns>Whether there is an answer that is so young; soon after the scope has its place.</returns>
    private async ValueTask<bool> AskAsync(ScopeEntry entry, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (IsAskedFor(entry, maxAge))
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                // Somebody else may have asked meanwhile.
                if (IsAskedFor(entry, maxAge))
                {
                    await Ask(entry, out _).Soon.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                _places.Release();
            }
        }

        return entry.Silence is null;
    }

    private bool IsAskedFor(ScopeEntry entry, TimeSpan maxAge) =>
        entry.Silence is null && !(entry.Answer is { } answer && answer.Round == _round && IsYounger(answer, maxAge));

    private async Task AskSilentAsync(ScopeEntry entry, CancellationToken cancellationToken)
    {
        await _silentPlaces.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Ask(entry, out _).Soon.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _silentPlaces.Release();
        }
    }

    private ValueTask<ScopeAnswer> KnowAsync(string scope)
    {
        var entry = EntryOf(scope);
        if (entry.Answer is not { } answer || !(IsYounger(answer, Kept) || entry.Silence is not null))
        {
            return new(KnowAsync(entry));
        }

        if (entry.Silence is { } silence && !Rests(silence))
        {
            // Nobody waits for it.
            _ = Ask(entry, out _);
        }

        return new(answer);
    }

    private async Task<ScopeAnswer> KnowAsync(ScopeEntry entry)
    {
        // Whoever sees first that it is old asks; the others have the old answer meanwhile.
        var before = entry.Answer;
        var question = Ask(entry, out var isNew);
        if (before is not null && !isNew)
        {
            return before;
        }

        var fault = await question.End.Task.ConfigureAwait(false);
        return entry.Answer ?? throw new AutomationUnavailableException($"The host's {nameof(IScopeDirectory)} did not say the time zone and the limits of scope '{entry.Scope}'; nothing was stored. Ask again with the same key.", fault);
    }

    /// <summary>The question about the scope that is under way, or a new one.</summary>
    private ScopeQuestion Ask(ScopeEntry entry, out bool isNew)
    {
        ScopeQuestion question;
        lock (entry.Gate)
        {
            isNew = entry.Question is null;
            question = entry.Question ??= new ScopeQuestion();
        }

        if (isNew)
        {
            _ = AskToTheEndAsync(entry, question);
        }

        return question;
    }

    /// <summary>Ends when the directory's patience is over at the latest, and never fails.</summary>
    private async Task AskToTheEndAsync(ScopeEntry entry, ScopeQuestion question)
    {
        var round = _round;
        Exception? fault = null;
        using (var patience = new CancellationTokenSource(Patience, time))
        using (time.CreateTimer(_ => GoOnBeside(entry, question, round), null, DuePatience, Timeout.InfiniteTimeSpan))
        {
            try
            {
                var (zone, limits) = await AskAsync(entry, patience.Token).ConfigureAwait(false);
                Answer(entry, new ScopeAnswer(zone, limits, time.GetTimestamp(), round));
            }
            catch (Exception exception)
            {
                // This scope's trouble only; it is asked for again.
                fault = exception;
                FallSilent(entry, round, exception);
            }
        }

        question.Soon.TrySetResult();
        question.End.SetResult(fault);
    }

    private void GoOnBeside(ScopeEntry entry, ScopeQuestion question, int round)
    {
        lock (entry.Gate)
        {
            if (entry.Question != question)
            {
                return;
            }

            entry.Silence ??= new ScopeSilence(TimeSpan.Zero, time.GetTimestamp(), round);
        }

        _anySilent = true;
        question.Soon.TrySetResult();
    }

    private void Answer(ScopeEntry entry, ScopeAnswer answer)
    {
        bool wasSilent;
        lock (entry.Gate)
        {
            wasSilent = entry.Silence is not null;
            (entry.Answer, entry.Silence, entry.Question) = (answer, null, null);
        }

        if (wasSilent)
        {
            Answered?.Invoke();
        }
    }

    /// <summary>Who fails while the scope rests makes it rest no longer.</summary>
    private void FallSilent(ScopeEntry entry, int round, Exception fault)
    {
        ScopeSilence? before;
        ScopeSilence now;
        lock (entry.Gate)
        {
            before = entry.Silence;
            now = before is not null && Rests(before) ? before with { Round = round }
                : new(before is null || before.Rest == TimeSpan.Zero ? FirstRest : Backoff.After(before.Rest, LongestRest), time.GetTimestamp(), round);
            (entry.Silence, entry.Question) = (now, null);
        }

        _anySilent = true;
        if (before is null || now.Since != before.Since || now.Rest != before.Rest)
        {
            LogNotAsked(entry.Scope, now.Rest, fault);
        }
    }

    private async Task<(string Zone, ScopeLimits? Limits)> AskAsync(ScopeEntry entry, CancellationToken cancellationToken)
    {
        var scope = entry.Scope;
        var (zoneAsked, limitsAsked) = (scopes.FindTimeZoneAsync(scope, cancellationToken), scopes.FindLimitsAsync(scope, cancellationToken));
        await Task.WhenAll(zoneAsked, limitsAsked).WaitAsync(cancellationToken).ConfigureAwait(false);
        var limits = await limitsAsked.ConfigureAwait(false);
        ScopeBounds.Check(scope, limits);
        var id = await zoneAsked.ConfigureAwait(false) ?? TimeZones.Utc;
        var zone = TimeZones.TryFind(id, out _, out var canonical) ? canonical : StorableText.Clean(id, 64);
        if (canonical is null && entry.Answer?.Zone != zone)
        {
            LogZoneUnknown(scope, zone);
        }

        return (zone, limits);
    }

    [LoggerMessage(98, LogLevel.Error, "The host's scope directory did not say the time zone and the limits of scope '{Scope}'; it is asked again in {Delay}. What it said before counts on; where it never said anything, no schedule of the scope fires until then, and no event is accepted.")]
    private partial void LogNotAsked(string scope, TimeSpan delay, Exception exception);

    [LoggerMessage(116, LogLevel.Warning, "The host's scope directory says that scope '{Scope}' is in the time zone '{Zone}', which this system does not know. Its budgets are reckoned in UTC, and what needs its local time fails.")]
    private partial void LogZoneUnknown(string scope, string zone);
}

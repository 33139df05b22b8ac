using System.Runtime.ExceptionServices;
using Automation.Caching;
using Automation.Json;
using Microsoft.Extensions.Logging;

namespace Automation.Scheduling;

/// <summary>The time zones and limits of scopes, as the host's directory says them. A host without one asks nobody.</summary>
/// <remarks>
/// Thread-safe. About a scope alone there is one question at a time, which ends after half a minute at the latest. Whoever wants an answer waits for it; schedules, and events that have an older answer, do so for a second only.
/// A scope that the directory throws about, or does not answer about within that second, is silent: a loop of its own asks for it until it is said, nobody else does, and the last answer counts on.
/// Events ask at once. Looks ask about many scopes in one question, where the directory answers such. Schedules and the loops of silent scopes have places, which a question keeps for a second at most.
/// </remarks>
internal sealed partial class ScopeZones(IScopeDirectory scopes, TimeProvider time, ILogger<ScopeZones> logger)
{
    /// <summary>The places for schedules; those for silent scopes are half as many.</summary>
    public const int AtOnce = 16;

    /// <summary>So many scopes are remembered that were wanted last.</summary>
    private const int Remembered = 100_000;

    /// <summary>So many scopes are asked about in one question.</summary>
    private const int Many = 1000;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>A look does not ask for scopes whose answer is younger.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(45);

    /// <summary>How long what is due waits for a place and an answer.</summary>
    private static readonly TimeSpan DuePatience = TimeSpan.FromSeconds(5);

    private readonly RecentEntries<string, ScopeEntry> _entries = new(Remembered, StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>Whether the directory has a method of its own for limits: else it is not asked, also where only limits are wanted.</summary>
    private readonly bool _saysLimits = SaysLimits(scopes.GetType());
    private int _round;

    /// <summary>Whether the host has a directory of its own.</summary>
    public bool Asks { get; } = scopes is not OptionsScopeDirectory;

    /// <summary>The zone of a scope: an IANA id in its own spelling, or, when nobody knows it, as the directory wrote it: whoever reckons in it says so.</summary>
    /// <exception cref="AutomationUnavailableException">The directory threw, or did not answer in time, and never answered before.</exception>
    public async ValueTask<string> FindAsync(string scope) => Asks ? (await KnowAsync(scope).ConfigureAwait(false)).Zone : TimeZones.Utc;

    /// <summary>The limits that count in a scope.</summary>
    /// <exception cref="AutomationUnavailableException">As for the zone.</exception>
    public async ValueTask<ScopeBounds> BoundsAsync(string scope, AutomationOptions options) =>
        new(_saysLimits ? (await KnowAsync(scope).ConfigureAwait(false)).Limits : null, options);

    /// <summary>From here on looks, and what is due, go by no answer that there is now; silent scopes are asked for at once.</summary>
    public void Expire()
    {
        Interlocked.Increment(ref _round);
        foreach (var entry in _silent.Keys)
        {
            _ = AskAsync(entry, _silentPlaces, Stopping);
        }
    }

    /// <summary>The zones of scopes, as soon as they are said: whoever uses them has several at a time, and never waits for silent ones. Null where the directory never said one.</summary>
    /// <returns>False when whoever uses them wanted no more.</returns>
    /// <exception cref="Exception">Whatever the directory threw when it was asked about many at once: the others have been used. A <see cref="TimeoutException"/> ends the look at once.</exception>
    public async Task<bool> LookAsync(IEnumerable<string> asked, Func<IReadOnlyList<(string Scope, string? Zone)>, Task<bool>> use, CancellationToken cancellationToken)
    {
        var (chunks, waiting, asking) = (new Queue<string[]>(asked.Chunk(Many)), new Queue<ScopeEntry>(), new List<Task<ScopeEntry>>(AtOnce));
        ExceptionDispatchInfo? fault = null;
        while (chunks.Count > 0 || waiting.Count > 0 || asking.Count > 0)
        {
            if (waiting.Count == 0 && chunks.TryDequeue(out var chunk))
            {
                waiting = new Queue<ScopeEntry>(chunk.Select(EntryOf));
                try
                {
                    await AskManyAsync([.. waiting.Where(entry => IsAskedFor(entry, Recent))], cancellationToken).ConfigureAwait(false);
                }
                catch (Exception failed) when (failed is not TimeoutException && !cancellationToken.IsCancellationRequested)
                {
                    // The others are asked about all the same, and nobody asks about these one by one.
                    fault ??= ExceptionDispatchInfo.Capture(failed);
                    waiting = new Queue<ScopeEntry>(waiting.Where(entry => !IsAskedFor(entry, Recent)));
                }
            }

            var said = new List<ScopeEntry>();
            while (asking.Count < AtOnce && waiting.TryDequeue(out var entry))
            {
                if (IsAskedFor(entry, Recent))
                {
                    asking.Add(AskAsync(entry, _places, cancellationToken));
                }
                else
                {
                    said.Add(entry);
                }
            }

            if (said.Count == 0 && asking.Count == 0)
            {
                continue;
            }

            if (said.Count == 0)
            {
                _ = await Task.WhenAny(asking).ConfigureAwait(false);
            }

            var ended = asking.FindAll(question => question.IsCompleted);
            _ = asking.RemoveAll(ended.Contains);
            said.AddRange(await Task.WhenAll(ended).ConfigureAwait(false));
            if (!await use([.. said.Select(entry => (entry.Scope, ZoneOf(entry)))]).ConfigureAwait(false))
            {
                return false;
            }
        }

        fault?.Throw();
        return true;
    }

    /// <summary>For what is due: the last answer; null when there was none. When it is old the directory is asked, but not waited for longer than shortly: then the old one counts.</summary>
    public async ValueTask<string?> LastAsync(string scope, CancellationToken cancellationToken)
    {
        if (!Asks)
        {
            return TimeZones.Utc;
        }

        var entry = EntryOf(scope);
        if (IsAskedFor(entry, Kept))
        {
            await AskForDueAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        return ZoneOf(entry);
    }

    /// <summary>For what is due: the zone as the directory says it now; null when it does not do so shortly.</summary>
    public async ValueTask<string?> AnewAsync(string scope, CancellationToken cancellationToken)
    {
        if (!Asks)
        {
            return TimeZones.Utc;
        }

        var entry = EntryOf(scope);
        var before = entry.Answer;
        if (IsAskedFor(entry, TimeSpan.Zero))
        {
            await AskForDueAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        return ReferenceEquals(entry.Answer, before) ? null : ZoneOf(entry);
    }

    /// <summary>Whether the directory is silent about the scope: then it is asked, and its answer is heard of, without anybody's doing.</summary>
    public bool IsSilent(string scope) => _entries.TryGet(scope, out var entry) && IsSilent(entry);

    private static bool SaysLimits(Type directory)
    {
        var map = directory.GetInterfaceMap(typeof(IScopeDirectory));
        return map.TargetMethods[Array.FindIndex(map.InterfaceMethods, method => method.Name == nameof(IScopeDirectory.FindLimitsAsync))].DeclaringType != typeof(IScopeDirectory);
    }

    private ScopeEntry EntryOf(string scope)
    {
        var entry = _entries.TryGet(scope, out var present) ? present : _entries.GetOrAdd(scope, new ScopeEntry(scope));
        entry.WantedAt = time.GetTimestamp();
        return entry;
    }

    private string? ZoneOf(ScopeEntry entry) => Asks ? entry.Answer?.Zone : TimeZones.Utc;

    private bool IsSilent(ScopeEntry entry) => _silent.ContainsKey(entry);

    private bool IsYounger(ScopeAnswer answer, TimeSpan age) => time.GetElapsedTime(answer.At) < age;

    private bool IsAskedFor(ScopeEntry entry, TimeSpan maxAge) =>
        Asks && !IsSilent(entry) && !(entry.Answer is { } answer && answer.Round == _round && IsYounger(answer, maxAge));

    /// <summary>For events.</summary>
    private async ValueTask<ScopeAnswer> KnowAsync(string scope)
    {
        var entry = EntryOf(scope);
        if (entry.Answer is not { } answer)
        {
            var fault = await Ask(entry).End.Task.ConfigureAwait(false);
            return entry.Answer ?? throw new AutomationUnavailableException(
                $"The host's {nameof(IScopeDirectory)} did not say the time zone and the limits of scope '{scope}'; nothing was stored. Ask again with the same key.", fault);
        }

        // Whoever sees first that it is old asks; the others have the old answer meanwhile.
        if (!IsYounger(answer, Kept) && !IsSilent(entry) && entry.Question is not { IsOver: false })
        {
            await Ask(entry).Soon.Task.ConfigureAwait(false);
        }

        return entry.Answer;
    }

    /// <summary>For schedules that are due: does not wait for long, be it that others have all the places.</summary>
    private async Task AskForDueAsync(ScopeEntry entry, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(DuePatience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        Task asked = AskAsync(entry, _places, stop.Token);
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}

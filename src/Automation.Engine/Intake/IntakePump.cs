using System.Collections.Concurrent;
using Automation.Diagnostics;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.Intake;

/// <summary>Accepts the events that hosts saved in transactions of their own, once those are committed.</summary>
/// <remarks>
/// Several processes may pump one intake: the store lets one of them have each event. An event that cannot be accepted holds up none of the others.
/// Nothing tells of a commit in a transaction that is not this process' own, so that it looks as often whatever it finds.
/// </remarks>
internal sealed partial class IntakePump(
    IIntakeStore store, EventIntake intake, TimeProvider time, ActivityTracker activity, LoopState state, TimeSpan interval, ILogger<IntakePump> logger)
{
    /// <summary>So many events are in hand at a time.</summary>
    internal const int MaxInHand = 500;

    /// <summary>So long an event is passed over that could not be accepted.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly PassLoop _loop = new(time, activity, state, Pace.Steady(interval));
    private readonly ConcurrentDictionary<AutomationEventId, Task> _inHand = new();
    private readonly ConcurrentDictionary<AutomationEventId, long> _refusedAt = new();
    private volatile bool _more;

    /// <summary>Something may have been committed: look now.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>Passes until the token stops it; backs off when the store does not answer.</summary>
    public Task RunAsync(CancellationToken stopping) => _loop.RunAsync(
        async token =>
        {
            _ = await RunOnceAsync(token).ConfigureAwait(false);
            return null;
        },
        LogPassFailed,
        stopping);

    /// <summary>One pass: begins to accept what is there. Returns what it began; none of these tasks fails.</summary>
    public async Task<IReadOnlyList<Task>> RunOnceAsync(CancellationToken cancellationToken)
    {
        ForgetOldRefusals();
        var room = MaxInHand - _inHand.Count;
        if (room <= 0)
        {
            _more = true;
            return [];
        }

        // Set before we look: an event that leaves our hands meanwhile asks for another pass.
        _more = true;
        var found = await store.ListIntakeAsync([.. _inHand.Keys, .. _refusedAt.Keys], room, cancellationToken).ConfigureAwait(false);
        _more = found.Count == room;
        return [.. found.Select(Begin)];
    }

    private Task Begin(IntakeRecord saved)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inHand = _inHand.GetOrAdd(saved.Id, done.Task);
        if (inHand == done.Task)
        {
            activity.Enter();
            _ = AcceptAsync(saved, done);
        }

        // Else another pass found it, too: twice in one commit, it would have the commit refused as a whole.
        return inHand;
    }

    private async Task AcceptAsync(IntakeRecord saved, TaskCompletionSource done)
    {
        try
        {
            _ = await intake.AcceptSavedAsync(saved).ConfigureAwait(false);
        }
        catch (AutomationUnavailableException)
        {
            // The writer said so; a later pass finds the event again.
        }
        catch (EventRejectedException rejected) when (rejected.Code == DedupeKeys.ConflictCode)
        {
            LogDropped(saved.Id, saved.Type, saved.Scope);
        }
        catch (Exception exception)
        {
            // This event's trouble only. It stays where it is, and a diagnosis names it.
            _refusedAt[saved.Id] = time.GetTimestamp();
            LogRefused(saved.Id, saved.Type, saved.Scope, Pause, exception);
        }
        finally
        {
            _inHand.TryRemove(saved.Id, out _);
            if (_more)
            {
                Wake();
            }

            done.SetResult();
            activity.Leave();
        }
    }

    private void ForgetOldRefusals()
    {
        foreach (var (id, at) in _refusedAt)
        {
            if (time.GetElapsedTime(at) >= Pause)
            {
                _refusedAt.TryRemove(id, out _);
            }
        }
    }
}

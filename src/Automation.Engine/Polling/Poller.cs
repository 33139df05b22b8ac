using System.Collections.Concurrent;
using System.Text.Json;
using Automation.Diagnostics;
using Automation.Intake;
using Automation.Json;
using Automation.Running.Machine;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Polling;

/// <summary>Makes polls: begins one in the store, asks the host's class, and has what it found accepted item by item; the cursor moves with the last one, in one transaction.</summary>
/// <remarks>
/// The beginning moves the schedule to when the poll must be over, so that one host polls at a time and a poll whose host died is made again. Whatever happens between two items, the cursor
/// is before them: the poll is made again from there, and the keys tell what was accepted. Of two hosts that poll all the same, the one whose beginning is still the schedule's instant
/// stores the last item and moves the cursor. Thread-safe.
/// </remarks>
internal sealed partial class Poller(
    IAutomationStore store,
    IServiceScopeFactory scopes,
    PollCatalog triggers,
    EventIntake intake,
    Func<bool> isClosed,
    JsonSerializerOptions json,
    TimeProvider time,
    ActivityTracker activity,
    AutomationDiagnostics diagnostics,
    ILogger<Poller> logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Scope, string Rule, string Trigger), Task> _flights = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _places = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>The trigger types that this host can poll for.</summary>
    public PollCatalog Triggers => triggers;

    /// <summary>Called when a poll is over: there may be more to do.</summary>
    public Action? Ended { get; set; }

    /// <summary>Begins a poll, unless it is under way here.</summary>
    public void Begin(DuePoll due, CancellationToken stopping)
    {
        lock (_gate)
        {
            if (!_flights.ContainsKey(due.Key))
            {
                activity.Enter();
                _flights[due.Key] = RunAsync(due, stopping);
            }
        }
    }

    /// <summary>Waits for the polls that are under way, which the token of their beginning has told to stop.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_flights.Values);
        }
    }

    private async Task RunAsync(DuePoll due, CancellationToken stopping)
    {
        // Off the caller's thread, and not before the flight is noted.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await InPlaceAsync(due, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception)
        {
            // The store's trouble: nothing is lost, the cursor is where it was.
            LogNotStored(due.Record.Rule, due.Record.Trigger, due.Record.Scope, exception);
            await PauseAsync(stopping).ConfigureAwait(false);
        }

        lock (_gate)
        {
            _flights.Remove(due.Key);
        }

        if (Volatile.Read(ref _waiting) == 0)
        {
            // Those that wait for a place go on by themselves; the last one says that all are through.
            Ended?.Invoke();
        }

        activity.Leave();
    }

    private async Task InPlaceAsync(DuePoll due, CancellationToken stopping)
    {
        var places = _places.GetOrAdd(due.Trigger.Name, static _ => new SemaphoreSlim(PollLimits.MaxAtOnce));
        if (!places.Wait(0, CancellationToken.None))
        {
            // It waits for the host's code, as the polls do that have the places.
            Interlocked.Increment(ref _waiting);
            activity.HandlerBegins();
            try
            {
                await places.WaitAsync(stopping).ConfigureAwait(false);
            }
            finally
            {
                activity.HandlerEnds();
                Interlocked.Decrement(ref _waiting);
            }
        }

        try
        {
            await PollAsync(due, stopping).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task PollAsync(DuePoll due, CancellationToken stopping)
    {
        var services = scopes.CreateAsyncScope();
        Task? left = null;
        try
        {
            PollCall? call = null;
            Exception? fault = null;
            try
            {
                call = due.Trigger.Open(services.ServiceProvider, due.Config, json);
            }
            catch (Exception exception)
            {
                // The host's constructor or what it says; or a config that is none.
                fault = exception;
            }

            stopping.ThrowIfCancellationRequested();
            var until = time.GetUtcNow() + (call?.Timeout ?? default) + PollLimits.Margin;
            if (!await store.MovePollAsync(due.Record.Scope, due.Begin(until), time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false))
            {
                return;
            }

            var state = PollState.Read(due.Record.Cursor);
            Found? found = null;
            if (call is not null)
            {
                try
                {
                    (found, left) = await AskAsync(call, ContextOf(due, state), stopping).ConfigureAwait(false);
                    fault = found is null ? new TimeoutException($"The poll took longer than its timeout of {call.Timeout}.") : null;
                }
                catch (Exception exception) when (!stopping.IsCancellationRequested)
                {
                    // The wall around the host's code.
                    fault = exception;
                }
                catch (Exception)
                {
                    // Told to stop, libraries throw what they like. Another host polls at once.
                    await EndAsync(due, until, time.GetUtcNow(), null, stopping).ConfigureAwait(false);
                    return;
                }
            }

            if (found is not null)
            {
                await TakeAsync(due, until, state, found, call!.Interval, stopping).ConfigureAwait(false);
            }
            else
            {
                await FailAsync(due, until, state, call?.Interval ?? PollLimits.Interval, fault!, stopping).ConfigureAwait(false);
            }
        }
        finally
        {
            await DisposeAsync(services, left).ConfigureAwait(false);
        }
    }

    /// <summary>What it found; null when its time was over, and then with the task that goes on regardless.</summary>
    private async Task<(Found? Found, Task? Left)> AskAsync(PollCall call, PollContext context, CancellationToken stopping)
    {
        // Not disposed before the poll is over: whoever goes on regardless may still ask its token.
        var timeout = new CancellationTokenSource(call.Timeout, time);
        var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var task = call.PollAsync(context, either.Token);
        _ = task.ContinueWith(
            late =>
            {
                _ = late.Exception;
                either.Dispose();
                timeout.Dispose();
            },
            TaskScheduler.Default);
        if (!task.IsCompleted)
        {
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var registration = either.Token.UnsafeRegister(
                static state =>
                {
                    // Work from now on: a test must not move the clock before the failure is stored.
                    var (tracker, told) = ((ActivityTracker, TaskCompletionSource))state!;
                    tracker.Enter();
                    told.TrySetResult();
                },
                (activity, told));
            activity.HandlerBegins();
            await Task.WhenAny(task, told.Task).ConfigureAwait(false);
            await registration.DisposeAsync().ConfigureAwait(false);
            activity.HandlerEnds();
            if (told.Task.IsCompleted)
            {
                activity.Leave();
            }
        }

        stopping.ThrowIfCancellationRequested();
        return task.IsCompletedSuccessfully ? (await task.ConfigureAwait(false), null)
            : timeout.IsCancellationRequested ? (null, task)
            : (await task.ConfigureAwait(false), null);
    }

    private async Task TakeAsync(DuePoll due, DateTimeOffset until, PollState state, Found found, TimeSpan interval, CancellationToken stopping)
    {
        var items = found.Items.Where(item => IsEvent(due, item)).ToList();
        var after = new PollState { Cursor = found.Cursor ?? state.Cursor, Config = PollState.HashOf(due.Config) };
        var isNew = after.Cursor != state.Cursor;
        var isOver = false;
        for (var index = 0; index < items.Count; index++)
        {
            // The last one brings the end along. Where only the last one can tell whether there is news, the cursor stays, and nothing has to be stored with it.
            isOver = index == items.Count - 1 && (isNew || !found.HasMore);
            var end = isOver ? due.End(until, Next(), after) : null;
            if (await intake.AcceptItemAsync(due.Record.Scope, due.Record.Rule, due.Record.Trigger, items[index], end).ConfigureAwait(false) is not { } result)
            {
                // The pass puts the trigger to sleep; what was not accepted is found when it wakes.
                await EndAsync(due, until, time.GetUtcNow(), null, stopping).ConfigureAwait(false);
                return;
            }

            if (result.EndRefused)
            {
                // Somebody holds the schedule, and the poll is made again as soon as he lets go: it has not succeeded. Or it was overtaken, and is nobody's business here any more.
                await EndAsync(due, until, time.GetUtcNow(), null, stopping).ConfigureAwait(false);
                return;
            }

            isNew |= result.IsNew;
        }

        if (!isOver)
        {
            await EndAsync(due, until, Next(), after, stopping).ConfigureAwait(false);
        }

        diagnostics.OnPoll(due.Trigger.Name, "succeeded");

        DateTimeOffset Next() => found.HasMore && isNew ? time.GetUtcNow() : time.GetUtcNow() + interval;
    }

    private bool IsEvent(DuePoll due, FoundItem item)
    {
        if ((item.Fault ?? intake.FaultOf(due.Record.Trigger, item)) is not { } fault)
        {
            return true;
        }

        // It will be none the next time either, and must not hold up what comes behind it.
        LogItemRefused(due.Record.Rule, due.Record.Trigger, due.Record.Scope, fault);
        return false;
    }

    private async Task FailAsync(DuePoll due, DateTimeOffset until, PollState state, TimeSpan interval, Exception fault, CancellationToken stopping)
    {
        var failures = state.Failures + 1;
        var delay = PollLimits.RetryIn(interval, failures);
        LogFailed(due.Record.Rule, due.Record.Trigger, due.Record.Scope, failures, delay, fault);
        diagnostics.OnPoll(due.Trigger.Name, fault is TimeoutException ? "timed-out" : "failed");
        await EndAsync(due, until, time.GetUtcNow() + delay, state with { Failures = failures, Fault = StorableText.Clean(Faults.Of(fault, "").Message, 1024) }, stopping).ConfigureAwait(false);
    }

    /// <summary>Nothing is stored of a poll that another host has overtaken, nor by a host that is closed. Where somebody holds the schedule for a moment, it is tried again until he lets go.</summary>
    private async Task EndAsync(DuePoll due, DateTimeOffset until, DateTimeOffset next, PollState? state, CancellationToken stopping)
    {
        while (!isClosed()
            && !await store.MovePollAsync(due.Record.Scope, due.End(until, next, state), time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false)
            && !stopping.IsCancellationRequested
            && await StandsAtAsync(due, until).ConfigureAwait(false))
        {
            await PauseAsync(stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the schedule is as the beginning of the poll left it. A store may cut off what is finer than a microsecond.</summary>
    private async Task<bool> StandsAtAsync(DuePoll due, DateTimeOffset until)
    {
        var schedules = await store.ListSchedulesAsync(due.Record.Scope, CancellationToken.None).ConfigureAwait(false);
        return schedules.Any(one => one.Rule == due.Record.Rule && one.Trigger == due.Record.Trigger && one.NextDue is { } next && (next - until).Duration() < TimeSpan.FromMicroseconds(1));
    }

    private async Task PauseAsync(CancellationToken stopping)
    {
        activity.Leave();
        await Task.Delay(Retry, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        activity.Enter();
    }

    private static async Task DisposeAsync(AsyncServiceScope services, Task? left)
    {
        if (left is null)
        {
            await services.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            _ = left.ContinueWith(_ => services.DisposeAsync().AsTask(), TaskScheduler.Default);
        }
    }

    private static PollContext ContextOf(DuePoll due, PollState state) => new()
    {
        Scope = due.Record.Scope,
        Rule = due.Record.Rule,
        TriggerId = due.Record.Trigger,
        Cursor = state.Cursor,
        IsEdited = state.Config is { } before && before != PollState.HashOf(due.Config),
    };
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Definitions;
using Automation.Diagnostics;
using Automation.Json;
using Automation.Running.Machine;
using Automation.Running.Needs;
using Automation.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Running.Steps;

/// <summary>Makes one try: a DI scope of its own, the handler, the timeout. Never throws: whatever happens is a result.</summary>
internal sealed class StepRunner(
    IServiceScopeFactory scopes,
    ActionCatalog actions,
    ConditionCatalog conditions,
    StepPublisher publisher,
    ITransactionStore? transactions,
    TimeProvider time,
    ActivityTracker activity,
    AutomationDiagnostics diagnostics)
{
    /// <summary>The largest result that is recorded.</summary>
    internal const int MaxOutputBytes = 1024 * 1024;

    /// <summary>How long a handler that was told to stop may take to do so.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private int _holding;
    private Action<StepFlight>? _told;

    /// <summary>How many handlers have the thread that called them, those that were left behind among them.</summary>
    public int Holding => Volatile.Read(ref _holding);

    /// <summary>Starts the clock of a try.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="answer">Takes the result of <see cref="RunAsync"/>, once, from any thread.</param>
    public StepFlight Begin(Work work, Action<StepResult> answer)
    {
        var timeout = work is StepWork step ? step.Step.Options.Timeout : new StepOptions().Timeout;
        return new StepFlight(work, (work as StepWork)?.Attempt ?? 1, timeout, time, _told ??= LeaveBehindSoon, answer);
    }

    /// <summary>Makes the try, on this thread as long as the host's code keeps it.</summary>
    public async Task RunAsync(RunMachine machine, StepFlight flight, long claimNumber, StepLog log)
    {
        flight.Began = time.GetTimestamp();
        try
        {
            // What follows from the answer is not part of the try: neither of its trace nor of what its code causes.
            var result = await TracedAsync(machine, flight, claimNumber, log).ConfigureAwait(false);
            if (!Answer(result, out _))
            {
                // It was left behind; what it did in a transaction is not wanted any more.
                _ = result.Transaction?.EndAsync();
            }
        }
        finally
        {
            flight.Dispose();
            GiveThreadBack(flight);
        }
    }

    private async ValueTask<StepResult> TracedAsync(RunMachine machine, StepFlight flight, long claimNumber, StepLog log)
    {
        var run = machine.Facts.Run;
        var context = flight.Context = new HandlerStepContext(machine.Facts, flight, claimNumber, time, log, publisher);
        using var trace = diagnostics.Activities.StartActivity("step", ActivityKind.Internal);
        trace?.SetTag("automation.run", run.Id.ToString()).SetTag("automation.rule", run.Rule).SetTag("automation.scope", run.Scope)
            .SetTag("automation.step", flight.Work.Path).SetTag("automation.action", NameOf(flight.Work)).SetTag("automation.attempt", flight.Attempt);

        StepResult result;
        using var cause = StepCause.Enter(machine.Facts);
        try
        {
            result = await TryAsync(machine, flight, context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The wall around the host's code: its exception is the try's result.
            result = OfException(flight, exception, context);
        }

        if (result.Error is { } error)
        {
            trace?.SetStatus(ActivityStatusCode.Error, error.Message);
        }

        return result;
    }

    /// <summary>The host's code has the thread from here on. What comes before, such as the beginning of its transaction, is not its own time.</summary>
    private void TakeThread(StepFlight flight)
    {
        flight.TakeThread();
        Interlocked.Increment(ref _holding);
    }

    /// <summary>The handler of a try no longer has the thread that called it.</summary>
    private void GiveThreadBack(StepFlight flight)
    {
        if (flight.GaveThreadBack())
        {
            Interlocked.Decrement(ref _holding);
        }
    }

    /// <summary>The action or condition that is called.</summary>
    public static string NameOf(Work work) => work is StepWork { Step.Action: var action } ? action : ((ConditionWork)work).Condition.Name;

    /// <summary>Gives the try its answer; false when it has one.</summary>
    private bool Answer(StepResult result, out bool wasWaiting)
    {
        if (!result.Flight.TryAnswer(out wasWaiting))
        {
            return false;
        }

        if (wasWaiting)
        {
            activity.HandlerEnds();
        }

        var word = result switch { { Interrupted: true } => "interrupted", { Error: not null } => "failed", { Deferred: true } => "deferred", _ => "succeeded" };
        diagnostics.OnTry(NameOf(result.Flight.Work), word, time.GetElapsedTime(result.Flight.Began));
        result.Flight.Answer(result);
        return true;
    }

    /// <summary>A handler that was told to stop has a moment to do so.</summary>
    private void LeaveBehindSoon(StepFlight flight)
    {
        if (!flight.IsAnswered)
        {
            ITimer? grace = null;
            grace = time.CreateTimer(
                _ =>
                {
                    grace!.Dispose();
                    LeaveBehind(flight);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            grace.Change(Grace, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Goes on without the handler, whether it ignores its token or holds its thread. What it does later is nobody's business any more.</summary>
    private void LeaveBehind(StepFlight flight)
    {
        // One that has not begun will not begin, and says so itself.
        if (flight.Context is not { } context || !Answer(OfException(flight, new OperationCanceledException(flight.Token), context), out var wasWaiting))
        {
            return;
        }

        if (wasWaiting)
        {
            // While the handler has its thread it is at work on the scope, and closes it when it comes back.
            ThreadPool.UnsafeQueueUserWorkItem(static flight => _ = CloseAsync(flight), flight, preferLocal: false);
        }
    }

    /// <summary>A context of the scope rolls back what is open on it. One of a pool goes back to it only when the handler has ended: another try would work on the same one.</summary>
    private static async Task CloseAsync(StepFlight flight)
    {
        try
        {
            if (flight.Transaction is { } transaction && !await transaction.AbandonAsync(CancellationToken.None).ConfigureAwait(false))
            {
                await flight.HandlerEnded.Task.ConfigureAwait(false);
            }

            await flight.Services!.Value.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The handler that was left behind may still use it: its own affair.
        }
    }

    private async ValueTask<StepResult> TryAsync(RunMachine machine, StepFlight flight, HandlerStepContext context)
    {
        // Told to stop before it began: a host that lost the run, or stops, calls nothing any more.
        flight.Token.ThrowIfCancellationRequested();
        var services = scopes.CreateAsyncScope();
        flight.Services = services;
        var kept = false;
        try
        {
            var result = await TryAsync(services, machine, flight, context).ConfigureAwait(false);
            kept = result.Transaction is not null;
            return result;
        }
        finally
        {
            if (flight.WasLeftBehind)
            {
                // Whoever did so closes it.
                flight.HandlerEnded.SetResult();
            }
            else if (!kept)
            {
                // A context of the scope rolls back what is open on it.
                await services.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<StepResult> TryAsync(AsyncServiceScope services, RunMachine machine, StepFlight flight, HandlerStepContext context)
    {
        ValueTask<JsonElement> task;
        IStepTransaction? transaction = null;
        var deferred = false;
        switch (flight.Work)
        {
            case StepWork { Step.Code: { } code } step:
                TakeThread(flight);
                task = new ValueTask<JsonElement>(code(new NodeScope(machine, step.Frame), context, flight.Token));
                break;
            case StepWork step when actions.TryGet(step.Step.Action, out var action):
                deferred = action.Deferred;
                if (action.TransactionOf is { } host)
                {
                    transaction = flight.Transaction = await transactions!.BeginAsync(services.ServiceProvider, host, flight.Token).ConfigureAwait(false);
                }

                TakeThread(flight);
                task = action.InvokeAsync(services.ServiceProvider, step.Config, machine.Facts.Json, context, flight.Token);
                break;
            case ConditionWork work when conditions.TryGet(work.Condition.Name, out var condition):
                TakeThread(flight);
                task = AskAsync(condition, work, machine, services.ServiceProvider, flight.Token);
                break;
            case StepWork step:
                return Missing(flight, $"action '{step.Step.Action}' of step '{step.Path}'", Need.Action(step.Step.Action));
            default:
                var asked = ((ConditionWork)flight.Work).Condition.Name;
                return Missing(flight, $"condition '{asked}' of step '{flight.Work.Path}'", Need.Condition(asked));
        }

        var output = await UntilDoneAsync(task, flight).ConfigureAwait(false);
        if (output.ValueKind != JsonValueKind.Undefined && JsonMarshal.GetRawUtf8Value(output).Length is var size && size > MaxOutputBytes)
        {
            throw new StepFailedException(
                "output-too-large", $"The result has {size} bytes; {MaxOutputBytes} are allowed. Store it elsewhere and return a reference.", retry: false);
        }

        if (transaction is not null)
        {
            await transaction.FinishAsync(flight.Token).ConfigureAwait(false);
        }

        return new StepResult
        {
            Flight = flight,
            EndedAt = time.GetUtcNow(),
            Output = deferred ? default : output,
            Deferred = deferred,
            Transaction = transaction is null ? null : new StepTransaction(transaction, services, activity),
            Jobs = deferred && output.ValueKind == JsonValueKind.String ? [new JobId(output.GetString()!), .. context.Jobs] : context.Jobs,
        };
    }

    private static async ValueTask<JsonElement> AskAsync(
        ConditionDescriptor condition, ConditionWork work, RunMachine machine, IServiceProvider services, CancellationToken cancellationToken)
    {
        var run = machine.Facts.Run;
        var context = new ConditionContext { Scope = run.Scope, Rule = run.Rule, Subject = run.Subject };
        var holds = await condition.EvaluateAsync(services, work.Config, machine.Facts.Json, context, cancellationToken).ConfigureAwait(false);
        return holds ? Outputs.True : Outputs.False;
    }

    /// <summary>Waits for the handler's task, so that the engine counts as idle meanwhile.</summary>
    private async ValueTask<JsonElement> UntilDoneAsync(ValueTask<JsonElement> task, StepFlight flight)
    {
        GiveThreadBack(flight);

        // One that failed at once is not waited for either: the engine would look idle for a moment.
        if (task.IsCompleted || !flight.BeginWaiting())
        {
            return await task.ConfigureAwait(false);
        }

        activity.HandlerBegins();
        try
        {
            return await task.ConfigureAwait(false);
        }
        finally
        {
            if (flight.EndWaiting())
            {
                activity.HandlerEnds();
            }
            else
            {
                flight.WasLeftBehind = true;
            }
        }
    }

    private StepResult OfException(StepFlight flight, Exception exception, HandlerStepContext context)
    {
        var now = time.GetUtcNow();
        if (flight.Reason is StopReason.HostStops or StopReason.LeaseLost && exception is not StepFailedException)
        {
            // Told to stop, many libraries throw something of their own: a deploy must not fail the step. Only a failure in so many words counts.
            return new StepResult { Flight = flight, EndedAt = now, Interrupted = true };
        }

        if (exception is OperationCanceledException && flight.Token.IsCancellationRequested)
        {
            return flight.Reason switch
            {
                StopReason.RunEnds or StopReason.BlockFailed => new StepResult
                {
                    Flight = flight,
                    EndedAt = now,
                    Error = new StepError { Code = "cancelled", Message = Stopped(flight.Reason), StepId = flight.Work.Node.Id },
                    MayRetry = false,
                    Jobs = context.Jobs,
                },
                _ => new StepResult { Flight = flight, EndedAt = now, Error = TimedOut(flight.Work), Jobs = context.Jobs },
            };
        }

        return new StepResult
        {
            Flight = flight,
            EndedAt = now,
            Error = Faults.Of(exception, flight.Work.Node.Id),
            MayRetry = exception is not StepFailedException { Retry: false },
            Jobs = context.Jobs,
        };
    }

    private static string Stopped(StopReason reason) => reason == StopReason.RunEnds
        ? "The step was told to stop because its run ends."
        : "The step was told to stop because another branch of its parallel block, or another item of its loop, failed.";

    /// <summary>The error of a try that took too long.</summary>
    public static StepError TimedOut(Work work)
    {
        var timeout = work is StepWork step ? step.Step.Options.Timeout : new StepOptions().Timeout;
        return new StepError
        {
            Code = "timeout",
            Message = $"Step '{work.Path}' took longer than its timeout of {timeout}. Raise StepOptions.Timeout, or make the work shorter.",
            StepId = work.Node.Id,
        };
    }

    /// <summary>What keeps the result of work that ended elsewhere from being read as what the action declares; null for nothing, or when this host does not know.</summary>
    public StepError? FaultOf(StepWork work, JsonElement output, JsonSerializerOptions json)
    {
        if (!actions.TryGet(work.Step.Action, out var action) || action.ResultType is not { } type || output.ValueKind == JsonValueKind.Undefined
            || JsonFit.Find(output, type, json, strict: false) is not { } misfit)
        {
            return null;
        }

        return new StepError
        {
            Code = "invalid-result",
            Message = StorableText.Clean($"Step '{work.Path}' was completed with a result that does not fit {TypeText.Of(type)}, which {action.Words} has: {misfit.Place}"),
            StepId = work.Node.Id,
        };
    }

    private StepResult Missing(StepFlight flight, string what, string need) => new()
    {
        Flight = flight,
        EndedAt = time.GetUtcNow(),
        MissingHandler = $"Waiting: no handler for {what}. A host that has one takes the run up by itself; deploy one, or cancel the run.",
        Need = need,
    };
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Diagnostics;
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

    /// <summary>Starts the clock of a try.</summary>
    public StepFlight Begin(Work work)
    {
        var timeout = work is StepWork step ? step.Step.Options.Timeout : new StepOptions().Timeout;
        return new StepFlight(work, (work as StepWork)?.Attempt ?? 1, time.GetUtcNow(), new CancellationTokenSource(timeout, time));
    }

    public async ValueTask<StepResult> RunAsync(RunMachine machine, StepFlight flight, long claimNumber, StepLog log)
    {
        var run = machine.Facts.Run;
        var name = flight.Work is StepWork { Step.Action: var action } ? action : ((ConditionWork)flight.Work).Condition.Name;
        var began = time.GetTimestamp();
        var context = new HandlerStepContext(machine.Facts, flight, claimNumber, time, log, publisher);
        using var trace = diagnostics.Activities.StartActivity("step", ActivityKind.Internal);
        trace?.SetTag("automation.run", run.Id.ToString()).SetTag("automation.rule", run.Rule).SetTag("automation.scope", run.Scope)
            .SetTag("automation.step", flight.Work.Path).SetTag("automation.action", name).SetTag("automation.attempt", flight.Attempt);

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

        var word = result switch { { Interrupted: true } => "interrupted", { Error: not null } => "failed", { Deferred: true } => "deferred", _ => "succeeded" };
        diagnostics.OnTry(name, word, time.GetElapsedTime(began));
        if (result.Error is { } error)
        {
            trace?.SetStatus(ActivityStatusCode.Error, error.Message);
        }

        flight.Dispose();
        return result;
    }

    private async ValueTask<StepResult> TryAsync(RunMachine machine, StepFlight flight, HandlerStepContext context)
    {
        // Told to stop before it began: a host that lost the run, or stops, calls nothing any more.
        flight.Token.ThrowIfCancellationRequested();
        var services = scopes.CreateAsyncScope();
        var kept = false;
        try
        {
            var result = await TryAsync(services, machine, flight, context).ConfigureAwait(false);
            kept = result.Transaction is not null;
            return result;
        }
        finally
        {
            if (!kept)
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
                task = new ValueTask<JsonElement>(code(new NodeScope(machine, step.Frame), context, flight.Token));
                break;
            case StepWork step when actions.TryGet(step.Step.Action, out var action):
                deferred = action.Deferred;
                if (action.TransactionOf is { } host)
                {
                    transaction = await transactions!.BeginAsync(services.ServiceProvider, host, flight.Token).ConfigureAwait(false);
                }

                task = action.InvokeAsync(services.ServiceProvider, step.Config, machine.Facts.Json, context, flight.Token);
                break;
            case ConditionWork work when conditions.TryGet(work.Condition.Name, out var condition):
                task = AskAsync(condition, work, machine, services.ServiceProvider, flight.Token);
                break;
            case StepWork step:
                return Missing(flight, $"action '{step.Step.Action}' of step '{step.Path}'", Need.Action(step.Step.Action));
            default:
                var asked = ((ConditionWork)flight.Work).Condition.Name;
                return Missing(flight, $"condition '{asked}' of step '{flight.Work.Path}'", Need.Condition(asked));
        }

        // One that failed at once is not waited for either: the engine would look idle for a moment.
        var output = task.IsCompleted ? await task.ConfigureAwait(false) : await UntilDoneAsync(task.AsTask(), flight).ConfigureAwait(false);
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

    /// <summary>Waits for the handler; one that was told to stop and does not is left behind after a moment.</summary>
    private async Task<JsonElement> UntilDoneAsync(Task<JsonElement> task, StepFlight flight)
    {
        activity.HandlerBegins();
        try
        {
            if (!task.IsCompleted)
            {
                var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var registration = flight.Token.UnsafeRegister(
                    static state =>
                    {
                        // Work until we wait for the clock again: a test must not move it meanwhile.
                        var (tracker, told) = ((ActivityTracker, TaskCompletionSource))state!;
                        tracker.Enter();
                        told.TrySetResult();
                    },
                    (activity, told));
                var first = await Task.WhenAny(task, told.Task).ConfigureAwait(false);
                await registration.DisposeAsync().ConfigureAwait(false);
                var grace = first == task ? Task.CompletedTask : Task.Delay(Grace, time);
                if (told.Task.IsCompleted)
                {
                    activity.Leave();
                }

                if (first != task && await Task.WhenAny(task, grace).ConfigureAwait(false) != task)
                {
                    _ = task.ContinueWith(static late => _ = late.Exception, TaskScheduler.Default);
                    throw new OperationCanceledException(flight.Token);
                }
            }

            return await task.ConfigureAwait(false);
        }
        finally
        {
            activity.HandlerEnds();
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
                StopReason.RunEnds => new StepResult
                {
                    Flight = flight,
                    EndedAt = now,
                    Error = new StepError { Code = "cancelled", Message = "The step was told to stop because its run ends.", StepId = flight.Work.Node.Id },
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

    private StepResult Missing(StepFlight flight, string what, string need) => new()
    {
        Flight = flight,
        EndedAt = time.GetUtcNow(),
        MissingHandler = $"Waiting: no handler for {what}. A host that has one takes the run up by itself; deploy one, or cancel the run.",
        Need = need,
    };
}

using System.Text.Json;
using Automation.Actions;
using Automation.Definitions;
using Automation.Handlers;
using Automation.Json;
using Automation.Matching;
using Automation.Running.Machine;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Previewing;

/// <summary>Asks the host's code on behalf of a preview: conditions, and actions what they would do. Whatever it tries to change is refused and named.</summary>
internal sealed class PreviewAsker(
    IServiceScopeFactory scopes, ActionCatalog actions, PreviewCatalog previews, Gate gate, JsonSerializerOptions json, TimeProvider time, PreviewMark mark)
{
    private const string WriteCode = "preview-write";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Whether a condition holds, those of the host's asked for real.</summary>
    public async Task<bool> HoldsAsync(ConditionBinding condition, IRunScope scope, CancellationToken cancellationToken) =>
        await RefusalAsync(condition, scope, cancellationToken).ConfigureAwait(false) is null;

    /// <summary>Null when the gate lets pass, else why not.</summary>
    public async Task<string?> RefusalAsync(ConditionBinding? condition, IRunScope scope, CancellationToken cancellationToken)
    {
        string? refusal;
        try
        {
            refusal = await gate.RefusalAsync(condition, scope, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            mark.TakeRefused();
            throw;
        }

        // An answer that came after a refused write is no answer: in a run the write would be made.
        return mark.TakeRefused() is { } refused ? throw new PreviewWriteException(refused) : refusal;
    }

    /// <summary>What an action would do with an input.</summary>
    public async Task<PreviewAnswer> AskAsync(string action, JsonElement config, TriggerScope seen, StepPath path, CancellationToken cancellationToken)
    {
        if (!actions.TryGet(action, out var known))
        {
            return new() { IsKnown = false, Summary = $"This host has no handler for action '{action}': the run would wait for a host that has one." };
        }

        try
        {
            _ = HandlerCall.Read(known.ActionType, config, json, known.Words);
        }
        catch (StepFailedException misfit)
        {
            return new() { IsKnown = true, WouldFail = Faults.Of(misfit, path.StepId) };
        }

        var hasResult = known.ResultType is not null;
        if (!previews.TryGet(action, out var preview))
        {
            return new() { IsKnown = !hasResult };
        }

        try
        {
            var answer = await AskAsync(preview, config, new() { Scope = seen.Scope, Rule = seen.Rule, Path = path, Subject = seen.Subject }, cancellationToken).ConfigureAwait(false);
            if (mark.TakeRefused() is { } refused)
            {
                throw new PreviewWriteException(refused);
            }

            return new()
            {
                Summary = StorableText.Clean(answer.Summary, 4096),
                IsKnown = !hasResult || answer.HasResult,
                Result = hasResult && answer.HasResult ? JsonSerializer.SerializeToElement(answer.Result, known.ResultType!, json) : default,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (StepFailedException fails)
        {
            mark.TakeRefused();
            return new() { IsKnown = true, WouldFail = Faults.Of(fails, path.StepId) };
        }
        catch (Exception exception)
        {
            // The host's preview: it has no answer, and what the action would do is not known. The report says why.
            mark.TakeRefused();
            return new() { IsKnown = false, Fault = ErrorOf(exception, path.StepId) };
        }
    }

    /// <summary>The error of host's code that could not answer.</summary>
    public static StepError ErrorOf(Exception exception, string stepId)
    {
        var error = Faults.Of(exception, stepId);
        return exception is PreviewWriteException ? error with { Code = WriteCode } : error;
    }

    private async Task<ActionPreview> AskAsync(PreviewDescriptor preview, JsonElement config, PreviewContext context, CancellationToken cancellationToken)
    {
        var services = scopes.CreateAsyncScope();
        await using (services.ConfigureAwait(false))
        {
            using var limit = new CancellationTokenSource(Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                return await preview.AskAsync(services.ServiceProvider, config, json, context, either.Token).WaitAsync(either.Token).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"The preview of action '{preview.Name}' answered null. Return ActionPreview.Of(…).");
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"The preview of action '{preview.Name}' did not answer within {Timeout}.");
            }
        }
    }
}

using System.Text.Json;
using Automation.Actions;
using Automation.Definitions;
using Automation.Json;
using Automation.Matching;
using Automation.Running.Machine;
using Automation.Storage;

namespace Automation.Client;

/// <summary>Makes the stored body of a completion, and refuses a result that is not what the action declares, as far as this host knows it.</summary>
internal sealed class CompletionResults(RuleDirectory rules, ActionCatalog actions, JsonSerializerOptions json)
{
    private const string InvalidResult = "invalid-result";

    /// <exception cref="EventRejectedException">The result is not what the action declares.</exception>
    public async Task<ReadOnlyMemory<byte>> WriteAsync(StoredRun run, CompletionToken token, object? result, CancellationToken cancellationToken)
    {
        var action = await FindAsync(run, token.Path, cancellationToken).ConfigureAwait(false);
        var output = result switch
        {
            null => default,
            JsonElement element => element,

            // As a handler's result is written, which may be of a derived class.
            _ => JsonSerializer.SerializeToElement(result, action?.ResultType?.IsInstanceOfType(result) == true ? action.ResultType : result.GetType(), json),
        };
        if (action?.ResultType is { } type && (result is JsonElement || !type.IsInstanceOfType(result)))
        {
            Check(output, type, token, action);
        }

        return EntryBody.Write(output, null, []);
    }

    private void Check(JsonElement output, Type type, CompletionToken token, ActionDescriptor action)
    {
        if (output.ValueKind == JsonValueKind.Undefined)
        {
            if (Nullable.GetUnderlyingType(type) is null)
            {
                throw new EventRejectedException(
                    InvalidResult, $"The completion of step '{token.Path}' of run '{token.RunId}' has no result; {action.Words} has one, a {TypeText.Of(type)}. Nothing was stored: complete the step with it.");
            }
        }
        else if (JsonFit.Find(output, type, json) is { } misfit)
        {
            throw new EventRejectedException(
                InvalidResult,
                $"The result of step '{token.Path}' of run '{token.RunId}' does not fit {TypeText.Of(type)}, which {action.Words} has: {misfit.Words} Nothing was stored: complete the step with a result that fits.",
                misfit.Pointer);
        }
    }

    /// <summary>The action of the step, by the run's own version of the rule; null when this host does not have the one or the other: then the host that works on the run compares.</summary>
    private async Task<ActionDescriptor?> FindAsync(StoredRun run, StepPath path, CancellationToken cancellationToken)
    {
        var rule = await rules.FindForRunAsync(run.Run.Scope, run.Run.Rule, run.Run.RuleHash, cancellationToken).AsTask().AskAsync().ConfigureAwait(false);
        return rule?.Hash == run.Run.RuleHash && rule.Index.Find(path.StepId)?.Node is StepNode { Code: null } step && actions.TryGet(step.Action, out var action) ? action : null;
    }
}

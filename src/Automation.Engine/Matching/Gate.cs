using System.Text.Json;
using Automation.Conditions;
using Automation.Definitions;
using Automation.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Matching;

/// <summary>Asks a rule's gate (<c>When</c>), conditions of the host's included.</summary>
internal sealed class Gate(IServiceScopeFactory scopes, ConditionCatalog conditions, TimeProvider time)
{
    private static readonly TimeSpan Timeout = new StepOptions().Timeout;

    /// <summary>Null when the gate lets the event pass, else why not.</summary>
    public ValueTask<string?> RefusalAsync(ConditionBinding? when, IRunScope scope, CancellationToken cancellationToken) => when switch
    {
        null => default,
        HandlerCondition handler => new(AskAsync(handler, scope, cancellationToken)),
        AllCondition all when all.Conditions.Any(condition => condition is HandlerCondition) => new(AskAllAsync(all, scope, cancellationToken)),
        _ => new(when.Evaluate(scope, out var explanation) ? null : explanation ?? when.Text),
    };

    private async Task<string?> AskAllAsync(AllCondition all, IRunScope scope, CancellationToken cancellationToken)
    {
        foreach (var condition in all.Conditions)
        {
            if (await RefusalAsync(condition, scope, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async Task<string?> AskAsync(HandlerCondition condition, IRunScope scope, CancellationToken cancellationToken)
    {
        if (!conditions.TryGet(condition.Name, out var descriptor))
        {
            throw new StepFailedException("unknown-condition", $"This host has no handler for condition '{condition.Name}'. Register it with AddHandler.");
        }

        var services = scopes.CreateAsyncScope();
        await using (services.ConfigureAwait(false))
        {
            var context = new ConditionContext { Scope = scope.Scope, Rule = scope.Rule, Subject = scope.Subject };
            using var limit = new CancellationTokenSource(Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var asked = condition.Render(scope);
            var answer = descriptor.EvaluateAsync(services.ServiceProvider, asked, scope.Json, context, either.Token);
            try
            {
                // A publish must not hang on a handler that ignores its token.
                return await answer.WaitAsync(either.Token).ConfigureAwait(false) ? null
                    : asked.ValueKind == JsonValueKind.Undefined ? condition.Text : $"{condition.Text} (it was asked {ShortText.Cut(asked)})";
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new StepFailedException("timeout", $"Condition '{condition.Name}' did not answer within {Timeout}.");
            }
        }
    }
}

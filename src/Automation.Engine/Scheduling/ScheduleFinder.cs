using Automation.Definitions;
using Automation.Json;
using Automation.Matching;
using Automation.Storage;

namespace Automation.Scheduling;

/// <summary>Finds out what the schedules of a rule are in a scope: asks for the scope's zone, and the schedule's own lambda or template.</summary>
internal sealed class ScheduleFinder(RunPlanner planner, IScopeDirectory scopes, TimeProvider time)
{
    /// <summary>How long the host's directory may think about one question: schedules of other scopes must not hang on one that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What fires by the clock: the schedules, and the triggers of the host's, which are polled.</summary>
    public static IEnumerable<TriggerDefinition> TriggersOf(RuleDefinition rule) => rule.Triggers.Where(trigger => trigger.Kind is TriggerKind.Schedule or TriggerKind.Custom);

    /// <summary>The zone of a scope. What is stored for all scopes is checked in UTC.</summary>
    /// <exception cref="TimeoutException">The host's directory did not answer.</exception>
    public async Task<string> ZoneOfAsync(string scope, CancellationToken cancellationToken) =>
        scope == SharedScope.Name ? TimeZones.Utc
            : await AskAsync(token => scopes.FindTimeZoneAsync(scope, token), $"say the time zone of scope '{scope}'", cancellationToken).ConfigureAwait(false) ?? TimeZones.Utc;

    /// <summary>The scopes that the host names.</summary>
    /// <exception cref="TimeoutException">The host's directory did not answer.</exception>
    public Task<IReadOnlyList<string>> ListScopesAsync(CancellationToken cancellationToken) => AskAsync(scopes.ListScopesAsync, "list the scopes", cancellationToken);

    /// <exception cref="ScheduleException">The schedule is faulty in this scope, or could not be computed.</exception>
    public ScopedSchedule Find(RuleDefinition rule, TriggerDefinition trigger, string scope, string zoneOfScope)
    {
        try
        {
            var seen = planner.ScopeOf(rule, trigger, scope, zoneOfScope);
            if (trigger.Kind == TriggerKind.Custom)
            {
                return ScopedSchedule.OfPoll(trigger.Type!, trigger.Config?.Evaluate(seen) ?? ParametersDefinition.Empty);
            }

            var config = trigger.Config!.Evaluate(seen);
            return ScopedSchedule.Of(config, scope, rule.Name, trigger.Id, zoneOfScope);
        }
        catch (Exception fault) when (fault is not ScheduleException)
        {
            // The host's own lambda, or a template without its value.
            throw new ScheduleException(ScheduleCodes.InvalidSchedule, fault.Message);
        }
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, string what, CancellationToken cancellationToken)
    {
        if (scopes is OptionsScopeDirectory)
        {
            return await ask(cancellationToken).ConfigureAwait(false);
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await ask(stop.Token).WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The host's {nameof(IScopeDirectory)} did not {what} within {Patience.TotalSeconds} seconds.");
        }
    }
}

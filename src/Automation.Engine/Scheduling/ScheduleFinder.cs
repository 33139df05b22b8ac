using Automation.Definitions;
using Automation.Json;
using Automation.Matching;
using Automation.Storage;

namespace Automation.Scheduling;

/// <summary>Finds out what the schedules of a rule are in a scope: asks for the scope's zone, and the schedule's own lambda or template.</summary>
internal sealed class ScheduleFinder(RunPlanner planner, IScopeDirectory scopes)
{
    /// <summary>What fires by the clock: the schedules, and the triggers of the host's, which are polled.</summary>
    public static IEnumerable<TriggerDefinition> TriggersOf(RuleDefinition rule) => rule.Triggers.Where(trigger => trigger.Kind is TriggerKind.Schedule or TriggerKind.Custom);

    /// <summary>The zone of a scope. What is stored for all scopes is checked in UTC.</summary>
    public async Task<string> ZoneOfAsync(string scope, CancellationToken cancellationToken) =>
        scope == SharedScope.Name ? TimeZones.Utc : await scopes.FindTimeZoneAsync(scope, cancellationToken).ConfigureAwait(false) ?? TimeZones.Utc;

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
}

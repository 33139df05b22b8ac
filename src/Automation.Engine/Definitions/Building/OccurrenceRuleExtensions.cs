using System.Runtime.CompilerServices;

namespace Automation;

/// <summary>Schedules of rules whose input is the occurrence itself.</summary>
public static class OccurrenceRuleExtensions
{
    /// <summary>Starts the rule at every occurrence of a schedule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="schedule">When; in the scope's zone unless it says another.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>schedule</c>, which serves one such trigger.</param>
    public static RuleBuilder<Occurrence> OnSchedule(this RuleBuilder<Occurrence> rule, Schedule schedule, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(schedule);
        return rule.AddSchedule(schedule, input: null, id);
    }

    /// <summary>Starts the rule at every occurrence of a schedule that each scope has for itself.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="schedule">When, from the scope's parameters; in the scope's zone unless it says another. Pure.</param>
    /// <param name="id">The trigger's id, unique in the rule; null means <c>schedule</c>, which serves one such trigger.</param>
    /// <param name="scheduleText">Filled by the compiler.</param>
    public static RuleBuilder<Occurrence> OnSchedule(
        this RuleBuilder<Occurrence> rule, Func<ScopeView, Schedule> schedule, string? id = null,
        [CallerArgumentExpression(nameof(schedule))] string? scheduleText = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.AddSchedule(rule.PerScope(schedule, scheduleText), input: null, id);
    }
}

using System.Reflection;

namespace Automation.Definitions;

/// <summary>The stored names that attributes give to classes.</summary>
internal static class StoredName
{
    /// <summary>Stands in the tree of a rule that has a fault for the missing name.</summary>
    private const string Missing = "?";

    public static string? OfAction(Type type) => type.GetCustomAttribute<ActionAttribute>(inherit: false)?.Name;

    public static string? OfCondition(Type type) => type.GetCustomAttribute<ConditionAttribute>(inherit: false)?.Name;

    public static string? OfEvent(Type type) => type.GetCustomAttribute<EventAttribute>(inherit: false)?.Name;

    public static string? OfTrigger(Type type) => type.GetCustomAttribute<TriggerAttribute>(inherit: false)?.Name;

    public static string? OfRule(Type type) => type.GetCustomAttribute<RuleAttribute>(inherit: false)?.Name;

    /// <summary>The name, or a sign for the missing one: that it is missing is noted apart.</summary>
    public static string OrMissing(string? name) => name ?? Missing;
}

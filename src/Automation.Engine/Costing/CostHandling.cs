using System.Reflection;

namespace Automation.Costing;

/// <summary>One action whose cost a class says, as its interfaces say.</summary>
/// <param name="Cost">The class: the action's handler, or one of its own.</param>
/// <param name="Action">The action's record.</param>
internal sealed record CostHandling(Type Cost, Type Action)
{
    /// <summary>Everything whose cost a class says; nothing for a class that says none.</summary>
    public static IEnumerable<CostHandling> Of(Type type) => type.GetInterfaces()
        .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IActionCost<>))
        .Select(face => new CostHandling(type, face.GetGenericArguments()[0]));

    /// <summary>Builds the descriptor, whose calls need no reflection.</summary>
    /// <param name="name">The action's stored name.</param>
    /// <param name="declared">The most that a call costs.</param>
    public ActionCost Describe(string name, decimal declared) =>
        (ActionCost)typeof(CostHandling).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(Cost, Action).Invoke(null, [name, declared])!;

    private static HandlerActionCost<TCost, TAction> Create<TCost, TAction>(string name, decimal declared)
        where TCost : class, IActionCost<TAction>
        where TAction : class, IAction =>
        new() { Name = name, Declared = declared };
}

using System.Reflection;

namespace Automation.Conditions;

/// <summary>One condition that a handler class answers, as its interfaces say.</summary>
/// <param name="Handler">The handler's class.</param>
/// <param name="Condition">The condition's record.</param>
internal sealed record ConditionHandling(Type Handler, Type Condition)
{
    /// <summary>Everything that a class answers; nothing for a class that is no handler.</summary>
    public static IEnumerable<ConditionHandling> Of(Type handler) => handler.GetInterfaces()
        .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IConditionHandler<>))
        .Select(face => new ConditionHandling(handler, face.GetGenericArguments()[0]));

    /// <summary>Builds the descriptor, whose calls need no reflection.</summary>
    /// <param name="name">The condition's stored name.</param>
    public ConditionDescriptor Describe(string name) =>
        (ConditionDescriptor)typeof(ConditionHandling).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(Handler, Condition).Invoke(null, [name])!;

    private static HandlerConditionDescriptor<THandler, TCondition> Create<THandler, TCondition>(string name)
        where THandler : class, IConditionHandler<TCondition>
        where TCondition : class, ICondition =>
        new() { Name = name, ConditionType = typeof(TCondition), HandlerType = typeof(THandler) };
}

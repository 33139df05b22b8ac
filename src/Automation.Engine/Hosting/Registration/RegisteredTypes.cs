using System.Reflection;
using Automation.Actions;
using Automation.Conditions;
using Automation.Costing;
using Automation.Polling;
using Automation.Previewing;

namespace Automation.Hosting;

/// <summary>What a class can be registered as.</summary>
internal static class RegisteredTypes
{
    public static bool IsHandler(Type type) =>
        ActionHandling.Of(type).Any() || ConditionHandling.Of(type).Any() || PreviewHandling.Of(type).Any() || CostHandling.Of(type).Any() || PollHandling.Of(type).Any();

    public static bool IsEvent(Type type) => type.IsDefined(typeof(EventAttribute), inherit: false);

    public static bool IsTrigger(Type type) => Arguments(type, typeof(ITrigger<>)).Any();

    public static bool IsRule(Type type) => InputsOf(type).Any();

    /// <summary>The inputs that a rule class declares: one, unless it is wrong.</summary>
    public static IEnumerable<Type> InputsOf(Type rule) => Arguments(rule, typeof(IRule<>));

    /// <summary>The classes of an assembly that a host can mean: neither abstract nor open, and not private to another class.</summary>
    public static IEnumerable<Type> Of(Assembly assembly) => assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && IsSeen(type));

    private static bool IsSeen(Type type) => !type.IsNested || ((type.IsNestedPublic || type.IsNestedAssembly || type.IsNestedFamORAssem) && IsSeen(type.DeclaringType!));

    private static IEnumerable<Type> Arguments(Type type, Type definition) => type.GetInterfaces()
        .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == definition)
        .Select(face => face.GetGenericArguments()[0]);
}

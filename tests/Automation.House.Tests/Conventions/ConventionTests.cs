using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;
using Automation.Storage;
using Microsoft.Extensions.Logging;

namespace Automation.House.Conventions;

/// <summary>What holds for every type of every package.</summary>
public sealed class ConventionTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Methods that may go without the suffix or the token: `Type.Method`, and why.</summary>
    private static readonly Dictionary<string, string> AsyncExceptions = new(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Repository.PackageRows), MemberType = typeof(Repository))]
    public void InternalClasses_AreSealed_UnlessDerivedFrom(string package)
    {
        var types = OwnTypes(package);
        var parents = Repository.Packages.SelectMany(OwnTypes).Select(type => Definition(type.BaseType)).ToHashSet();

        types.Where(type => type is { IsClass: true, IsVisible: false, IsSealed: false, IsAbstract: false } && !parents.Contains(type))
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Repository.PackageRows), MemberType = typeof(Repository))]
    public void PublicAsyncMethods_EndInAsync_AndTakeATokenLast(string package)
    {
        OwnTypes(package).Where(type => type.IsVisible && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods(Declared))
            .Where(method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && IsAwaited(method.ReturnType) && !IsDictated(method))
            .Where(method => !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal)
                || method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .Where(name => !AsyncExceptions.ContainsKey(name))
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Repository.PackageRows), MemberType = typeof(Repository))]
    public void LogMessages_HaveAnEventId_UniqueInThePackage(string package)
    {
        var messages = OwnTypes(package).SelectMany(type => type.GetMethods(Declared))
            .Select(method => (Name: $"{method.DeclaringType!.Name}.{method.Name}", Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(method => method.Message is not null)
            .ToLookup(method => method.Message!.EventId, method => method.Name);

        messages.Where(id => id.Key <= 0 || id.Count() > 1)
            .Select(id => $"{id.Key}: {string.Join(", ", id)}")
            .ShouldBeEmpty();
    }

    // Stores keep a bit for each reason in an int, whose sign is none: `1 << 31` is negative, and `1 << 32` is 1 again, without a word. Fault, seen red: a reason with the number 31.
    [Fact]
    public void VerdictReasons_HaveABitEachInTheirIndex()
    {
        var reasons = Enum.GetValues<VerdictReason>();
        var bits = reasons.Where(reason => !reason.IsDull()).Select(reason => VerdictIndex.Of([new Verdict { Rule = "r", Reason = reason }])).ToList();

        reasons.ShouldAllBe(reason => (int)reason >= 0 && (int)reason <= 30);
        bits.ShouldAllBe(bit => bit > 0 && System.Numerics.BitOperations.IsPow2(bit));
        bits.ShouldBeUnique();
    }

    private static IEnumerable<Type> OwnTypes(string package) => Assembly.Load(package).GetTypes()
        .Where(type => !type.FullName!.Contains('<')
            && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            && !type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false)
            && type.Namespace?.StartsWith("Automation", StringComparison.Ordinal) == true);

    private static Type? Definition(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;

    private static bool IsAwaited(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var definition
            && (definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>)));

    // A base class or an interface of another house chose the name and the parameters.
    private static bool IsDictated(MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (method.GetBaseDefinition() is var definition && definition != method && IsForeign(definition.DeclaringType!))
        {
            return true;
        }

        return !type.IsInterface && type.GetInterfaces().Where(IsForeign)
            .Any(face => type.GetInterfaceMap(face).TargetMethods.Contains(method));
    }

    private static bool IsForeign(Type type) => !type.Assembly.GetName().Name!.StartsWith("Automation", StringComparison.Ordinal);
}

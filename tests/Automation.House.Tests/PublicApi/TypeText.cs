using System.Reflection;
using System.Runtime.CompilerServices;

namespace Automation.House.PublicApi;

/// <summary>Writes types the way a reader of C# knows them, without namespaces except in their own header.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(char)] = "char", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    public static string Header(Type type)
    {
        var name = type.Namespace + "." + Declaration(type);
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"{MemberText.Marks(type)}delegate {name}{MemberText.Signature(invoke)}{Constraints(type.GetGenericArguments())}";
        }

        var bases = Bases(type).ToList();
        return MemberText.Marks(type) + Kind(type) + " " + name + (bases.Count > 0 ? " : " + string.Join(", ", bases) : "")
            + Constraints(type.GetGenericArguments());
    }

    public static string Name(Type type, Nullability? nullability = null)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying, nullability) + "?";
        }

        if (type.IsPointer)
        {
            return Name(type.GetElementType()!, nullability) + "*";
        }

        var mark = nullability?.Next(type);
        if (type.IsArray)
        {
            return Name(type.GetElementType()!, nullability) + "[" + new string(',', type.GetArrayRank() - 1) + "]" + mark;
        }

        return (Keywords.TryGetValue(type, out var keyword) ? keyword : Generic(type, nullability)) + mark;
    }

    public static string Constraints(IEnumerable<Type> parameters) =>
        string.Concat(parameters.Select(parameter => (parameter.Name, Rules: Rules(parameter).ToList()))
            .Where(parameter => parameter.Rules.Count > 0)
            .Select(parameter => $" where {parameter.Name} : {string.Join(", ", parameter.Rules)}"));

    private static IEnumerable<string> Rules(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var types = parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).ToList();
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return Nullability.MayBe(parameter) ? "class?" : "class";
        }
        else if (isStruct)
        {
            yield return parameter.GetCustomAttributesData().Any(data => data.AttributeType.Name == "IsUnmanagedAttribute") ? "unmanaged" : "struct";
        }
        else if (types.Count == 0 && Nullability.IsNotNull(parameter))
        {
            yield return "notnull";
        }

        foreach (var type in types)
        {
            yield return Name(type);
        }

        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            yield return "new()";
        }

        if (flags.HasFlag((GenericParameterAttributes)0x20))
        {
            yield return "allows ref struct";
        }
    }

    private static string Declaration(Type type) => type.IsNested
        ? Declaration(type.DeclaringType!) + "." + OwnName(type, declared: true)
        : OwnName(type, declared: true);

    private static string Generic(Type type, Nullability? nullability)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var outer = type.IsNested ? Name(type.DeclaringType!) + "." : "";
        return outer + OwnName(type, declared: false, nullability);
    }

    private static string OwnName(Type type, bool declared, Nullability? nullability = null)
    {
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
        {
            return type.Name;
        }

        // A nested type repeats the arguments of the types around it; only the last ones are its own.
        var count = int.Parse(type.Name[(tick + 1)..]);
        var all = type.GetGenericArguments();
        var arguments = all.Select(argument => declared
            ? Variance(argument) + argument.Name
            : Name(argument, nullability)).ToList();
        return type.Name[..tick] + "<" + string.Join(", ", arguments.Skip(all.Length - count)) + ">";
    }

    private static string Variance(Type parameter) => (parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
    {
        GenericParameterAttributes.Covariant => "out ",
        GenericParameterAttributes.Contravariant => "in ",
        _ => "",
    };

    private static string Kind(Type type)
    {
        if (type.IsEnum)
        {
            return "enum";
        }

        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsValueType)
        {
            var record = type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null ? "record " : "";
            return (type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + record + "struct";
        }

        var modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return modifier + (IsRecordClass(type) ? "record" : "class");
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetUnderlyingType(type) is var number && number == typeof(int) ? [] : [Name(number)];
        }

        var bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [Name(parent)] : new List<string>();
        var all = type.GetInterfaces();
        var inherited = all.SelectMany(one => one.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []).ToHashSet();
        bases.AddRange(all.Where(one => !inherited.Contains(one) && !IsHidden(one) && !IsRecordEquality(type, one)).Select(one => Name(one)).Order(StringComparer.Ordinal));
        return bases;
    }

    private static bool IsHidden(Type face) => face.Assembly.GetName().Name!.StartsWith("Automation", StringComparison.Ordinal) && !face.IsVisible;

    private static bool IsRecordEquality(Type type, Type face) =>
        face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEquatable<>) && face.GetGenericArguments()[0] == type
        && (IsRecordClass(type) || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null));

    private static bool IsRecordClass(Type type) => type.GetMethod("<Clone>$") is not null;
}

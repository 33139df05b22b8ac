using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Automation.House.PublicApi;

/// <summary>Writes one member in one line, or nothing when users cannot see it.</summary>
internal static class MemberText
{
    public static string? Of(MemberInfo member) => member switch
    {
        FieldInfo field when Access(field.Attributes) is { } access => Marks(field) + access + Field(field),
        PropertyInfo property => Property(property),
        EventInfo happening when Access(happening.AddMethod!) is { } access =>
            Marks(happening) + access + Modifiers(happening.AddMethod!) + "event " + happening.Name + " : " + EventType(happening),
        ConstructorInfo { IsStatic: false } constructor when Access(constructor) is { } access => Marks(constructor) + access + "new" + Parameters(constructor),
        MethodInfo method when (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) && Access(method) is { } access =>
            Marks(method) + access + Modifiers(method) + method.Name + GenericParameters(method) + Signature(method) + TypeText.Constraints(method.GetGenericArguments()),
        _ => null,
    };

    public static string Signature(MethodInfo method) => Parameters(method) + " : " + ReturnType(method);

    /// <summary>Writes the attributes that are part of the promise.</summary>
    public static string Marks(MemberInfo member)
    {
        var marks = "";
        if (member.GetCustomAttribute<ExperimentalAttribute>() is { } experimental)
        {
            marks += $"[Experimental {experimental.DiagnosticId}] ";
        }

        if (member.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete && !obsolete.Message!.StartsWith("Constructors of types with required members", StringComparison.Ordinal))
        {
            marks += obsolete.IsError ? "[Obsolete, error] " : "[Obsolete] ";
        }

        if (member.GetCustomAttribute<EditorBrowsableAttribute>() is { State: EditorBrowsableState.Never })
        {
            marks += "[Hidden] ";
        }

        return member is Type && member.IsDefined(typeof(FlagsAttribute), inherit: false) ? marks + "[Flags] " : marks;
    }

    private static string Field(FieldInfo field)
    {
        var type = TypeText.Name(field.FieldType, Nullability.Of(field));
        if (field.IsLiteral)
        {
            return $"const {field.Name} : {type} = {Value(field.GetRawConstantValue(), field.FieldType)}";
        }

        return Required(field) + (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "") + field.Name + " : " + type;
    }

    private static string? Property(PropertyInfo property)
    {
        var getter = property.GetMethod is { } get ? Access(get) : null;
        var setter = property.SetMethod is { } set ? Access(set) : null;
        if (getter is null && setter is null)
        {
            return null;
        }

        var access = getter is "" || setter is "" ? "" : "protected ";
        var accessors = new List<string>();
        if (getter is not null)
        {
            accessors.Add((getter == access ? "" : getter) + "get;");
        }

        if (setter is not null)
        {
            var isInit = property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            accessors.Add((setter == access ? "" : setter) + (isInit ? "init;" : "set;"));
        }

        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        var type = TypeText.Name(property.PropertyType, Nullability.Of(property));
        return Marks(property) + access + Required(property) + Modifiers(property.GetMethod ?? property.SetMethod!)
            + $"{name} {{ {string.Join(" ", accessors)} }} : {Reference(property.PropertyType)}{type}";
    }

    private static string Required(MemberInfo member) => member.IsDefined(typeof(RequiredMemberAttribute), inherit: false) ? "required " : "";

    private static string EventType(EventInfo happening) => TypeText.Name(happening.EventHandlerType!, Nullability.Of(happening));

    private static string ReturnType(MethodInfo method) =>
        Reference(method.ReturnType) + TypeText.Name(method.ReturnType, Nullability.Of(method.ReturnParameter));

    private static string Reference(Type type) => type.IsByRef ? "ref " : "";

    private static string GenericParameters(MethodInfo method) =>
        method.IsGenericMethodDefinition ? "<" + string.Join(", ", method.GetGenericArguments().Select(type => type.Name)) + ">" : "";

    private static string Parameters(MethodBase method)
    {
        var first = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "";
        return "(" + first + string.Join(", ", method.GetParameters().Select(Parameter)) + ")";
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false)
                || parameter.IsDefined(typeof(ParamCollectionAttribute), inherit: false) => "params ",
            _ => "",
        };
        var callerFills = parameter.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name.StartsWith("Caller", StringComparison.Ordinal));
        var filled = callerFills is null ? "" : $"[{callerFills.AttributeType.Name.Replace("Attribute", "", StringComparison.Ordinal)}] ";
        var text = filled + prefix + TypeText.Name(parameter.ParameterType, Nullability.Of(parameter)) + " " + parameter.Name;
        return parameter.HasDefaultValue ? text + " = " + Value(parameter.DefaultValue, parameter.ParameterType) : text;
    }

    private static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n") + "\"",
        char one => $"'{one}'",
        bool flag => flag ? "true" : "false",
        Enum => $"{TypeText.Name(value.GetType())}.{value}",
        _ when (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } number => $"{TypeText.Name(number)}.{Enum.ToObject(number, value)}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Modifiers(MethodInfo method)
    {
        var ofInterface = method.DeclaringType!.IsInterface;
        var text = method.IsStatic ? "static " : "";
        if (method.IsAbstract)
        {
            return ofInterface && !method.IsStatic ? text : text + "abstract ";
        }

        var isOverride = method.IsVirtual && !ofInterface && method.GetBaseDefinition() != method;
        if (isOverride)
        {
            return text + (method.IsFinal && !method.DeclaringType.IsSealed ? "sealed override " : "override ");
        }

        return method.IsVirtual && !method.IsFinal ? text + "virtual " : text;
    }

    private static string? Access(MethodBase method) => Access((FieldAttributes)(int)(method.Attributes & MethodAttributes.MemberAccessMask), method.DeclaringType!);

    private static string? Access(FieldAttributes attributes) => Access(attributes, null);

    // The numbers of field and method access are the same.
    private static string? Access(FieldAttributes attributes, Type? declaring) => (attributes & FieldAttributes.FieldAccessMask) switch
    {
        FieldAttributes.Public => "",
        FieldAttributes.Family or FieldAttributes.FamORAssem when declaring is not { IsSealed: true } => "protected ",
        _ => null,
    };
}

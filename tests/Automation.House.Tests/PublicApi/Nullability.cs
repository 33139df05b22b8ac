using System.Collections.ObjectModel;
using System.Reflection;

namespace Automation.House.PublicApi;

/// <summary>
/// Reads the marks that the compiler leaves about "may be null", one for each part of a type in the order of writing.
/// The framework's own reader cannot tell T from T? where T has no constraint.
/// </summary>
internal sealed class Nullability
{
    private const byte NotNull = 1;
    private const byte MayBeNull = 2;

    private readonly ReadOnlyCollection<byte> _marks;
    private int _next;

    private Nullability(ReadOnlyCollection<byte> marks) => _marks = marks;

    public static Nullability Of(ParameterInfo parameter) => Of(parameter.GetCustomAttributesData(), parameter.Member);

    public static Nullability Of(MemberInfo member) => Of(member.GetCustomAttributesData(), member);

    public static bool IsNotNull(Type genericParameter) => OfConstraint(genericParameter)._marks[0] == NotNull;

    public static bool MayBe(Type genericParameter) => OfConstraint(genericParameter)._marks[0] == MayBeNull;

    /// <summary>Takes the mark of the next part: "?" or nothing.</summary>
    public string Next(Type part)
    {
        if (part.IsValueType && !part.IsGenericType)
        {
            return "";
        }

        var mark = _marks.Count == 1 ? _marks[0] : _marks[_next++];
        return mark == MayBeNull && !part.IsValueType ? "?" : "";
    }

    private static Nullability OfConstraint(Type parameter) =>
        Of(parameter.GetCustomAttributesData(), parameter.DeclaringMethod ?? (MemberInfo)parameter.DeclaringType!);

    private static Nullability Of(IList<CustomAttributeData> own, MemberInfo? around)
    {
        var marks = Find(own, "NullableAttribute");
        for (; marks is null && around is not null; around = around.DeclaringType)
        {
            marks = Find(around.GetCustomAttributesData(), "NullableContextAttribute");
        }

        return new Nullability(marks ?? new ReadOnlyCollection<byte>([0]));
    }

    private static ReadOnlyCollection<byte>? Find(IList<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(data => data.AttributeType.Name == name)?.ConstructorArguments[0].Value switch
        {
            byte one => new([one]),
            IEnumerable<CustomAttributeTypedArgument> many => new([.. many.Select(mark => (byte)mark.Value!)]),
            _ => null,
        };
}

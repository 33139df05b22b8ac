using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Automation.House.PublicApi;

/// <summary>Writes what users of an assembly can see, sorted: types, members, constraints, nullability, defaults, numbers of enums.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Write(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetTypes().Where(IsVisible).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeText.Header(type)).Append('\n');
            foreach (var member in Members(type))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.Length > 0 ? text.ToString() : "(nothing public)\n";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .OrderBy(field => Convert.ToDecimal(field.GetRawConstantValue()))
                .Select(field => $"{MemberText.Marks(field)}{field.Name} = {field.GetRawConstantValue()}");
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        return type.GetMembers(Declared).Where(IsOwn).Select(MemberText.Of).OfType<string>().Order(StringComparer.Ordinal);
    }

    private static bool IsVisible(Type type) =>
        !type.Name.Contains('<') && (type.IsNested
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
            : type.IsPublic);

    // The compiler writes members for records and accessors for properties; the header or the property already says them.
    private static bool IsOwn(MemberInfo member) => !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}

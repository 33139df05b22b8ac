using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Automation.Definitions.Json;

/// <summary>The words for the values of enums: their names with a small first letter.</summary>
internal static class RuleWords
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>Every word that an enum has, in the order of its numbers.</summary>
    public static IEnumerable<string> All<TEnum>()
        where TEnum : struct, Enum => Enum.GetValues<TEnum>().Select(Of);

    /// <summary>The value of a word, which must be written exactly; numbers are no words.</summary>
    public static bool TryRead<TEnum>(string word, [NotNullWhen(true)] out TEnum? value)
        where TEnum : struct, Enum
    {
        foreach (var known in Enum.GetValues<TEnum>())
        {
            if (string.Equals(Of(known), word, StringComparison.Ordinal))
            {
                value = known;
                return true;
            }
        }

        value = null;
        return false;
    }
}

using System.Text.RegularExpressions;

namespace Automation.Definitions;

/// <summary>The source text of a lambda, as it is shown and hashed.</summary>
internal static partial class LambdaText
{
    /// <summary>Puts the text on one line, so that neither indentation nor the line endings of a checkout make another version of the rule.</summary>
    /// <remarks>Line breaks inside string literals are treated alike: a change of nothing but their indentation goes unseen.</remarks>
    public static string Of(string? text) => LineBreak().Replace(text ?? "", " ");

    [GeneratedRegex(@"\s*[\r\n]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreak();
}

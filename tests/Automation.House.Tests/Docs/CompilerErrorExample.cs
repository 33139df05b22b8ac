using System.Text.RegularExpressions;

namespace Automation.House.Docs;

/// <summary>One section of the page about compiler errors.</summary>
/// <param name="Title">What went wrong.</param>
/// <param name="Id">The compiler's number.</param>
/// <param name="Text">The compiler's sentence; <c>…</c> stands for what is left out.</param>
/// <param name="Wrong">Statements that have the error.</param>
/// <param name="Right">What to write instead.</param>
internal sealed record CompilerErrorExample(string Title, string Id, string Text, string Wrong, string Right)
{
    /// <summary>Whether an error of the compiler's, as <c>CS0411 (1,2): text</c>, is this one.</summary>
    public bool IsAbout(string error) => Regex.IsMatch(
        error, $@"^{Id} \([0-9,]+\): {Regex.Escape(Text).Replace("…", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline);
}

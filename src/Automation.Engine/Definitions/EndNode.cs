using System.Globalization;

namespace Automation.Definitions;

/// <summary>Ends the run: well (Stop), or as failed (Fail).</summary>
internal sealed class EndNode : Node
{
    public required bool Failed { get; init; }

    /// <summary>Yields a string.</summary>
    public required ValueBinding Reason { get; init; }

    /// <summary>The id of an end that stands at a position, counted from 0, in a block: <c>large.then#2</c>, or <c>#2</c> in the body of the rule.</summary>
    public static string IdAt(string block, int position) => string.Create(CultureInfo.InvariantCulture, $"{block}#{position}");
}

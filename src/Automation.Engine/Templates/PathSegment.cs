using System.Globalization;
using System.Text;

namespace Automation.Templates;

/// <summary>One step down in JSON data: the name of a property, which is also an index where the data is an array and the name a number.</summary>
internal readonly struct PathSegment : IEquatable<PathSegment>
{
    private readonly byte[] _utf8Name;

    public PathSegment(string name)
    {
        Name = name;
        _utf8Name = Encoding.UTF8.GetBytes(name);
        Index = IsPlainNumber(name) && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
    }

    public string Name { get; }

    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>The place in an array; -1 when the name is no index.</summary>
    public int Index { get; }

    public bool Equals(PathSegment other) => string.Equals(Name, other.Name, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is PathSegment other && Equals(other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    // 007 is the name of a property only; 7 is both.
    private static bool IsPlainNumber(string name) => name is "0" or [>= '1' and <= '9', ..];
}

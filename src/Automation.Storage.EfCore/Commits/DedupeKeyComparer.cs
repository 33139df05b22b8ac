namespace Automation.Storage;

/// <summary>Compares keys of one batch by what they hold.</summary>
internal sealed class DedupeKeyComparer : IEqualityComparer<(string Scope, string Source, ReadOnlyMemory<byte> Key)>
{
    public static DedupeKeyComparer Instance { get; } = new();

    public bool Equals((string Scope, string Source, ReadOnlyMemory<byte> Key) x, (string Scope, string Source, ReadOnlyMemory<byte> Key) y) =>
        x.Key.Span.SequenceEqual(y.Key.Span)
        && string.Equals(x.Scope, y.Scope, StringComparison.Ordinal)
        && string.Equals(x.Source, y.Source, StringComparison.Ordinal);

    /// <summary>The key is a hash already.</summary>
    public int GetHashCode((string Scope, string Source, ReadOnlyMemory<byte> Key) key) =>
        key.Key.Length >= sizeof(int) ? BitConverter.ToInt32(key.Key.Span) : 0;
}

using System.Text;

namespace Automation.Storage;

/// <summary>A run that may be claimed. The key as it is stored: a hand-made one of the wrong length must be parked, not tripped over.</summary>
internal readonly record struct Candidate(string Scope, byte[] Key)
{
    public static Candidate? Read(Rows rows) => rows.Next() ? new Candidate(rows.Text(0), rows.Bytes(1).ToArray()) : null;

    /// <summary>In the order of the database: the bytes of the text. Equal counts as before.</summary>
    public bool ComesBefore(Candidate other) => string.Equals(Scope, other.Scope, StringComparison.Ordinal)
        || Encoding.UTF8.GetBytes(Scope).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Scope)) <= 0;
}

using System.Text;

namespace Automation.Storage;

/// <summary>A run that may be claimed. Scope and key as the bytes that are stored: a hand-made value must be parked, not tripped over.</summary>
internal readonly record struct Candidate(byte[] Scope, byte[] Key)
{
    public static Candidate? Read(Rows rows) => rows.Next() ? new Candidate(rows.Raw(0), rows.Raw(1)) : null;

    public bool IsOfOne(IReadOnlyList<string> scopes) => scopes.Count > 0 && scopes.Contains(Encoding.UTF8.GetString(Scope));

    /// <summary>In the order of the database, which is that of the bytes. Equal counts as before.</summary>
    public bool ComesBefore(Candidate other) => Scope.AsSpan().SequenceCompareTo(other.Scope) <= 0;
}

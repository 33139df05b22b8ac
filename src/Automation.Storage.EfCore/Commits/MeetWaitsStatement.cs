using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.MeetWaits"/>. Topics share 64 locks: as many as a server with its usual settings has room for in each of its connections, however full all their batches are.</summary>
/// <remarks>Scopes in which runs begin share four more: whoever stops runs of a scope (an override, a pause, a rule switched off) waits for the batches that do not know of it yet, and sees their runs.</remarks>
internal sealed class MeetWaitsStatement : RowStatement
{
    private const int Locks = 64;
    private const int ScopeLocks = 4;

    private readonly List<int> _keys;
    private readonly List<bool> _waits;
    private readonly SortedDictionary<int, bool> _sorted = [];

    public MeetWaitsStatement(CommitSql sql)
        : base(sql.MeetWaits)
    {
        _keys = Column<int>(NpgsqlDbType.Integer);
        _waits = Flags();
    }

    public override bool Answers => true;

    public bool IsEmpty => _sorted.Count == 0;

    public void AddEvent(string type, string subject) => _sorted.TryAdd(KeyOf(type, subject), false);

    public void AddWait(string type, string subject) => _sorted[KeyOf(type, subject)] = true;

    public void AddScope(string scope) => _sorted.TryAdd(KeyOf(scope), false);

    /// <summary>Every batch takes its locks in one order.</summary>
    public void Seal()
    {
        _keys.AddRange(_sorted.Keys);
        _waits.AddRange(_sorted.Values);
    }

    public override void Clear()
    {
        base.Clear();
        _sorted.Clear();
    }

    /// <summary>The lock of those who begin and stop runs of a scope.</summary>
    public static int KeyOf(string scope) => Locks + (int)(SpreadHash.Of(scope) % ScopeLocks);

    /// <summary>Those of all scopes, in the order in which a batch takes them.</summary>
    public static int[] KeysOfScopes { get; } = [.. Enumerable.Range(Locks, ScopeLocks)];

    private static int KeyOf(string type, string subject) => (int)(SpreadHash.Of(type, subject) % Locks);
}

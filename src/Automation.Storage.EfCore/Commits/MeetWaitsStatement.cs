using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.MeetWaits"/>. Topics share 64 locks: as many as a server with its usual settings has room for in each of its connections, however full all their batches are.</summary>
internal sealed class MeetWaitsStatement : RowStatement
{
    private const int Locks = 64;

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

    /// <summary>The same on every host and in every version: FNV-1a over both texts.</summary>
    private static int KeyOf(string type, string subject)
    {
        var hash = 2166136261u;
        foreach (var unit in type)
        {
            hash = (hash ^ unit) * 16777619;
        }

        hash = (hash ^ 0xFFFF) * 16777619;
        foreach (var unit in subject)
        {
            hash = (hash ^ unit) * 16777619;
        }

        return (int)((hash ^ (hash >> 16)) % Locks);
    }
}

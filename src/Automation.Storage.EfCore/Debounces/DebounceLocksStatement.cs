namespace Automation.Storage;

/// <summary>See <see cref="DebounceSql.Lock"/>. Keys share 64 locks, so that a full batch has room in the server's table of locks.</summary>
internal sealed class DebounceLocksStatement : RowStatement
{
    private const int Locks = 64;

    private readonly List<int> _keys;
    private readonly SortedSet<int> _sorted = [];

    public DebounceLocksStatement(DebounceSql sql)
        : base(sql.Lock)
    {
        _keys = Integers();
    }

    public override bool Answers => true;

    public bool IsEmpty => _sorted.Count == 0;

    public void Add(string scope, string rule, string key) => _sorted.Add((int)(SpreadHash.Of(scope, rule, key) % Locks));

    /// <summary>Every batch takes its locks in one order.</summary>
    public void Seal() => _keys.AddRange(_sorted);

    public override void Clear()
    {
        base.Clear();
        _sorted.Clear();
    }
}

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Consume"/>.</summary>
internal sealed class ConsumeStatement : OwnerStatement
{
    private readonly TextColumn _paths;
    private readonly List<short> _kinds;
    private readonly TextColumn _nonces;

    public ConsumeStatement(CommitSql sql)
        : base(sql.Consume)
    {
        _paths = Texts("signal's path");
        _kinds = Smalls();
        _nonces = Texts("signal's nonce");
    }

    public void Add(RecordOperation record)
    {
        foreach (var key in record.Consumed)
        {
            AddRun(record);
            _paths.Add(key.Path.Value ?? "");
            _kinds.Add((short)key.Kind);
            _nonces.Add(key.Nonce);
        }
    }
}

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Send"/>.</summary>
internal sealed class SendStatement : RowStatement
{
    private readonly List<Guid> _runs;
    private readonly TextColumn _scopes;
    private readonly TextColumn _paths;
    private readonly List<short> _kinds;
    private readonly TextColumn _nonces;
    private readonly List<DateTime> _at;
    private readonly List<ReadOnlyMemory<byte>> _bodies;

    public SendStatement(CommitSql sql)
        : base(sql.Send)
    {
        _runs = Ids();
        _scopes = Texts("scope");
        _paths = Texts("signal's path");
        _kinds = Smalls();
        _nonces = Texts("signal's nonce");
        _at = Times();
        _bodies = Bytes();
    }

    public bool IsEmpty => _runs.Count == 0;

    public void Add(SignalOperation operation)
    {
        var (key, body, at) = operation.Signal;
        _runs.Add(operation.RunId.Value);
        _scopes.Add(operation.Scope);
        _paths.Add(key.Path.Value ?? "");
        _kinds.Add((short)key.Kind);
        _nonces.Add(key.Nonce);
        _at.Add(PostgresTime.Encode(at));
        _bodies.Add(body);
    }
}

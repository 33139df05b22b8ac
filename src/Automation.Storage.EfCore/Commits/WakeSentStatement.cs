using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.WakeSent"/>.</summary>
internal sealed class WakeSentStatement : WakingStatement
{
    private readonly List<Guid> _runs;
    private readonly TextColumn _scopes;
    private readonly List<bool> _wakesHeld;
    private readonly List<bool> _cancels;
    private readonly Dictionary<Guid, SignalResult> _delivered = [];

    public WakeSentStatement(CommitSql sql, string channel)
        : base(sql.WakeSent)
    {
        _runs = Ids();
        _scopes = Texts("scope");
        _wakesHeld = Flags();
        _cancels = Flags();
        Waker(channel);
    }

    public void Add(SignalOperation operation)
    {
        _runs.Add(operation.RunId.Value);
        _scopes.Add(operation.Scope);
        _wakesHeld.Add(operation.WakesHeld);
        _cancels.Add(operation.Signal.Key.Kind == SignalKind.Cancel);
    }

    /// <summary>What became of a signal to this run; null when it has no live row.</summary>
    public SignalResult? Of(RunId run, bool granted) => !_delivered.TryGetValue(run.Value, out var result) || !granted || result.MadeReady
        ? result
        : new SignalResult { Status = result.Status, Notify = result.Notify, MadeReady = true };

    public override void Read(NpgsqlDataReader row) => _delivered[row.GetGuid(0)] = new SignalResult
    {
        Status = SignalStatus.Delivered,
        Notify = IsOurs(row, 1),
        MadeReady = row.GetBoolean(2),
    };

    public override void Clear()
    {
        base.Clear();
        _delivered.Clear();
    }
}

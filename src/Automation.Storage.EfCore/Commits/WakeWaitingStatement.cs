using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.WakeWaiting"/>.</summary>
internal sealed class WakeWaitingStatement : WakingStatement
{
    private readonly List<Guid> _events;
    private readonly TextColumn _scopes;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;
    private readonly Dictionary<Guid, (List<RunId> Notify, bool MadeReady)> _woken = [];

    public WakeWaitingStatement(CommitSql sql, string channel)
        : base(sql.WakeWaiting)
    {
        _events = Ids();
        _scopes = Texts("scope");
        _types = Texts("event's type");
        _subjects = Texts("event's subject");
        Waker(channel);
    }

    public void Add(EventRecord @event)
    {
        _events.Add(@event.Id.Value);
        _scopes.Add(@event.Scope);
        _types.Add(@event.Type);
        _subjects.Add(@event.Subject);
    }

    /// <summary>What the event woke: runs of the writing node, and whether one is ready for a claim.</summary>
    public (IReadOnlyList<RunId> Notify, bool MadeReady) Of(EventRecord @event) =>
        _woken.TryGetValue(@event.Id.Value, out var woken) ? woken : ([], false);

    public override void Read(NpgsqlDataReader row)
    {
        var @event = row.GetGuid(3);
        var (notify, ready) = _woken.TryGetValue(@event, out var woken) ? woken : ([], false);
        if (IsOurs(row, 1))
        {
            notify.Add(new RunId(row.GetGuid(0)));
        }

        _woken[@event] = (notify, ready || row.GetInt16(2) == (short)LiveState.Ready);
    }

    public override void Clear()
    {
        base.Clear();
        _woken.Clear();
    }
}

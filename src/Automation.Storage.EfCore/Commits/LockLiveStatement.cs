namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.LockLive"/>.</summary>
internal sealed class LockLiveStatement : RowStatement
{
    private readonly List<Guid> _runs;
    private readonly TextColumn _scopes;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;
    private readonly TextColumn _scopesOfKeys;
    private readonly TextColumn _rules;
    private readonly TextColumn _overlaps;

    public LockLiveStatement(CommitSql sql)
        : base(sql.LockLive)
    {
        _runs = Ids();
        _scopes = Texts("scope");
        _types = Texts("event's type");
        _subjects = Texts("event's subject");
        _scopesOfKeys = Texts("scope");
        _rules = Texts("rule's name");
        _overlaps = Texts("overlap key");
    }

    public override bool Answers => true;

    public bool IsNeeded { get; private set; }

    /// <summary>A run whose row is locked if anything is: plain ends alone need no lock before their delete.</summary>
    public void Add(RunId run, bool plain)
    {
        _runs.Add(run.Value);
        IsNeeded |= !plain;
    }

    /// <summary>The runs that wait for an event.</summary>
    public void Add(EventRecord @event)
    {
        _scopes.Add(@event.Scope);
        _types.Add(@event.Type);
        _subjects.Add(@event.Subject);
        IsNeeded = true;
    }

    /// <summary>The runs that are about the same as one that replaces them.</summary>
    public void Add(RunRecord run, string overlap)
    {
        _scopesOfKeys.Add(run.Scope);
        _rules.Add(run.Rule);
        _overlaps.Add(overlap);
        IsNeeded = true;
    }

    public override void Clear()
    {
        base.Clear();
        IsNeeded = false;
    }
}

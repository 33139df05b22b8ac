using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="DebounceSql.Join"/>.</summary>
internal sealed class JoinStatement : JoiningStatement
{
    private readonly TextColumn _versions;
    private readonly TextColumn _triggers;
    private readonly List<TimeSpan> _quiet;
    private readonly List<TimeSpan> _longest;

    public JoinStatement(DebounceSql sql)
        : base(sql.Join)
    {
        _versions = Texts("rule's hash");
        _triggers = Texts("trigger's id");
        _quiet = Column<TimeSpan>(NpgsqlDbType.Interval);
        _longest = Column<TimeSpan>(NpgsqlDbType.Interval);
    }

    public override void Add(AcceptOperation accept, DebounceJoin join)
    {
        base.Add(accept, join);
        _versions.Add(join.RuleHash);
        _triggers.Add(join.TriggerId);
        _quiet.Add(join.Quiet);
        _longest.Add(join.Longest);
    }
}

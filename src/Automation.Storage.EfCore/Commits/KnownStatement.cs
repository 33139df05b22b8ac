using Npgsql;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Known"/>.</summary>
internal sealed class KnownStatement : RowStatement
{
    private readonly List<Guid> _runs;
    private readonly Dictionary<Guid, string> _scopes = [];

    public KnownStatement(CommitSql sql)
        : base(sql.Known) =>
        _runs = Ids();

    public override bool Answers => true;

    public void Add(RunId run) => _runs.Add(run.Value);

    public bool IsOf(string scope, RunId run) => _scopes.TryGetValue(run.Value, out var of) && string.Equals(of, scope, StringComparison.Ordinal);

    public override void Read(NpgsqlDataReader row) => _scopes[row.GetGuid(0)] = row.GetString(1);

    public override void Clear()
    {
        base.Clear();
        _scopes.Clear();
    }
}

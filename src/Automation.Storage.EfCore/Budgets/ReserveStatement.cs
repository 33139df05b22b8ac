namespace Automation.Storage;

/// <summary>See <see cref="BudgetSql.Reserve"/>.</summary>
internal sealed class ReserveStatement : GuardStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly TextColumn _periods;
    private readonly List<long> _amounts;
    private readonly List<long> _most;
    private readonly List<DateTime> _until;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _keys;
    private readonly List<Guid> _originals;

    public ReserveStatement(BudgetSql sql)
        : base(sql.Reserve)
    {
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _periods = Texts("period of a budget");
        _amounts = Numbers();
        _most = Numbers();
        _until = Times();
        _sources = Texts("source of a key");
        _keys = Bytes();
        _originals = Ids();
    }

    public bool IsEmpty => _amounts.Count == 0;

    public void Add(AcceptOperation accept, RunRecord run, BudgetReservation reservation)
    {
        foreach (var (key, share) in reservation.Shares(run.Rule))
        {
            _scopes.Add(run.Scope);
            _rules.Add(key.Rule);
            _periods.Add(key.Period);
            _amounts.Add(reservation.Amount);
            _most.Add(share.Most);
            _until.Add(PostgresTime.Encode(share.Until));
            _sources.Add(accept.Dedupe?.Source);
            _keys.Add(accept.Dedupe?.KeyHash ?? default);
            _originals.Add(accept.OriginalId());
        }
    }
}

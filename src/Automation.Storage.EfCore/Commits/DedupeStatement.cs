using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Dedupe"/>.</summary>
internal sealed class DedupeStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _keys;
    private readonly List<ReadOnlyMemory<byte>> _bodies;
    private readonly List<Guid> _originals;
    private readonly List<DateTime> _notBefore;
    private readonly NpgsqlParameter<DateTime> _now;
    private readonly List<AcceptOperation> _operations = [];
    private readonly Dictionary<AcceptOperation, AcceptResult> _refused = new(ReferenceEqualityComparer.Instance);
    private int _read;

    public DedupeStatement(CommitSql sql)
        : base(sql.Dedupe)
    {
        _scopes = Texts("scope");
        _sources = Texts("source of a key");
        _keys = Bytes();
        _bodies = Bytes();
        _originals = Ids();
        _notBefore = Times();
        _now = Scalar<DateTime>(NpgsqlDbType.TimestampTz);
    }

    public override bool Answers => true;

    public bool IsEmpty => _operations.Count == 0;

    public DateTime Now
    {
        set => _now.TypedValue = value;
    }

    public void Add(AcceptOperation accept) => _operations.Add(accept);

    /// <summary>Every batch takes its keys in one order.</summary>
    public void Seal()
    {
        _operations.Sort(Compare);
        foreach (var accept in _operations)
        {
            var key = accept.Dedupe!;
            _scopes.Add(accept.Scope);
            _sources.Add(key.Source);
            _keys.Add(key.KeyHash);
            _bodies.Add(key.BodyHash);
            _originals.Add(accept.OriginalId());
            _notBefore.Add(PostgresTime.Encode(key.NotBefore));
        }
    }

    /// <summary>What the operation is answered when its key was taken before; null when it came first itself.</summary>
    public AcceptResult? RefusalOf(AcceptOperation accept) => _refused.GetValueOrDefault(accept);

    /// <summary>The rows come back in the order in which they went in.</summary>
    public override void Read(NpgsqlDataReader row)
    {
        var accept = _operations[_read++];
        var key = accept.Dedupe!;
        if (!row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(key.KeyHash.Span))
        {
            throw new InvalidOperationException("Automation bug: the keys came back in another order than they were sent.");
        }

        var original = row.GetGuid(2);
        if (original != accept.OriginalId())
        {
            _refused[accept] = new AcceptResult
            {
                Status = row.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(key.BodyHash.Span) ? AcceptStatus.Duplicate : AcceptStatus.Conflict,
                OriginalId = original,
            };
        }
    }

    public override void Clear()
    {
        base.Clear();
        _operations.Clear();
        _refused.Clear();
        _read = 0;
    }

    private static int Compare(AcceptOperation left, AcceptOperation right)
    {
        var byKey = left.Dedupe!.KeyHash.Span.SequenceCompareTo(right.Dedupe!.KeyHash.Span);
        var byScope = byKey != 0 ? byKey : string.CompareOrdinal(left.Scope, right.Scope);
        return byScope != 0 ? byScope : string.CompareOrdinal(left.Dedupe.Source, right.Dedupe.Source);
    }
}

using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>A statement for runs that the node owns with a claim number.</summary>
internal abstract class OwnerStatement : RowStatement
{
    private readonly NpgsqlParameter<long> _owner;
    private readonly List<Guid> _runs;
    private readonly List<long> _claims;

    protected OwnerStatement(string sql)
        : base(sql)
    {
        _owner = Scalar<long>(NpgsqlDbType.Bigint);
        _runs = Ids();
        _claims = Numbers();
    }

    public bool IsEmpty => _runs.Count == 0;

    public long Owner
    {
        set => _owner.TypedValue = value;
    }

    protected void AddRun(RecordOperation record)
    {
        _runs.Add(record.RunId.Value);
        _claims.Add(record.ClaimNumber);
    }
}

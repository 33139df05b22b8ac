using Npgsql;
using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>One set-based statement of a batch: each column is an array, and a row is one value of each.</summary>
/// <remarks>The lists are used again by the next batch, so that a busy writer allocates little.</remarks>
internal abstract class RowStatement(string sql)
{
    private readonly List<Action> _clear = [];

    /// <summary>What is sent.</summary>
    public NpgsqlBatchCommand Command { get; } = new(sql);

    /// <summary>Whether the statement answers with rows; the others are passed over when results are read.</summary>
    public virtual bool Answers => false;

    /// <summary>Reads the rows that the statement answered with.</summary>
    public virtual void Read(NpgsqlDataReader row)
    {
    }

    /// <summary>Forgets the rows of the last batch.</summary>
    public virtual void Clear()
    {
        foreach (var clear in _clear)
        {
            clear();
        }
    }

    protected List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        Command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        _clear.Add(values.Clear);
        return values;
    }

    protected NpgsqlParameter<T> Scalar<T>(NpgsqlDbType type)
    {
        var parameter = new NpgsqlParameter<T> { NpgsqlDbType = type };
        Command.Parameters.Add(parameter);
        return parameter;
    }

    protected List<Guid> Ids() => Column<Guid>(NpgsqlDbType.Uuid);

    protected List<Guid?> IdsOrNull() => Column<Guid?>(NpgsqlDbType.Uuid);

    protected TextColumn Texts(string what) => new(Column<string?>(NpgsqlDbType.Text), what);

    protected List<long> Numbers() => Column<long>(NpgsqlDbType.Bigint);

    protected List<int> Integers() => Column<int>(NpgsqlDbType.Integer);

    protected List<short> Smalls() => Column<short>(NpgsqlDbType.Smallint);

    protected List<short?> SmallsOrNull() => Column<short?>(NpgsqlDbType.Smallint);

    protected List<bool> Flags() => Column<bool>(NpgsqlDbType.Boolean);

    protected List<DateTime> Times() => Column<DateTime>(NpgsqlDbType.TimestampTz);

    protected List<DateTime?> TimesOrNull() => Column<DateTime?>(NpgsqlDbType.TimestampTz);

    protected List<ReadOnlyMemory<byte>> Bytes() => Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

    protected EntryColumns EntryRows() => new(
        Ids(), Texts("step's path"), Smalls(), Integers(), Integers(), SmallsOrNull(), TimesOrNull(), Times(), Bytes(), Bytes());
}

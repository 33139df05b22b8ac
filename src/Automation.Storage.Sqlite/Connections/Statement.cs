using System.Buffers;
using SQLitePCL;

namespace Automation.Storage;

/// <summary>A prepared statement. <see cref="With"/> starts a new use; parameters follow in the order of the question marks.</summary>
internal sealed class Statement(SqliteConnectionHandle connection, string sql, string label) : IDisposable
{
    private const int StackBytes = 512;

    private sqlite3_stmt? _handle;
    private int _next;

    /// <summary>The table that the columns are of, for messages.</summary>
    public string Label { get; } = label;

    public Statement With()
    {
        _handle ??= Compile();
        _next = 1;
        return this;
    }

    public Statement Id(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        raw.sqlite3_bind_blob(_handle!, _next++, bytes);
        return this;
    }

    public Statement Id(Guid? value) => value is { } id ? Id(id) : Null();

    public Statement Number(long value)
    {
        raw.sqlite3_bind_int64(_handle!, _next++, value);
        return this;
    }

    public Statement Number(long? value) => value is { } number ? Number(number) : Null();

    public Statement Real(double? value)
    {
        if (value is not { } number)
        {
            return Null();
        }

        raw.sqlite3_bind_double(_handle!, _next++, number);
        return this;
    }

    public Statement Time(DateTimeOffset value) => Number(SqliteTime.Encode(value));

    public Statement Time(DateTimeOffset? value) => value is { } at ? Time(at) : Null();

    public Statement Text(string? value)
    {
        if (value is null)
        {
            return Null();
        }

        if (value.Length == 0)
        {
            // An empty span has no address, which SQLite would take for NULL.
            raw.sqlite3_bind_text(_handle!, _next++, "");
            return this;
        }

        var most = SqliteText.MaxBytes(value.Length);
        var rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[StackBytes];
        var count = SqliteText.Encode(value, bytes);
        Checked(raw.sqlite3_bind_text(_handle!, _next++, bytes[..count]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    /// <summary>Text whose bytes were read from this database.</summary>
    public Statement RawText(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return Text("");
        }

        Checked(raw.sqlite3_bind_text(_handle!, _next++, value));
        return this;
    }

    public Statement Bytes(ReadOnlySpan<byte> value)
    {
        var code = value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle!, _next++, 0)
            : raw.sqlite3_bind_blob(_handle!, _next++, value);
        Checked(code);
        return this;
    }

    /// <summary>Bytes whose absence and emptiness mean the same.</summary>
    public Statement BytesOrNull(ReadOnlySpan<byte> value) => value.IsEmpty ? Null() : Bytes(value);

    public Statement Null()
    {
        raw.sqlite3_bind_null(_handle!, _next++);
        return this;
    }

    /// <summary>Runs to the end; answers how many rows were touched.</summary>
    public int Run()
    {
        Step();
        Reset();
        return connection.Changes;
    }

    /// <summary>The rows; dispose it before the statement is used again.</summary>
    public Rows Query() => new(this);

    public bool Step()
    {
        var code = raw.sqlite3_step(_handle!);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            return false;
        }

        var fault = SqliteFault.Of(connection.Raw, code);
        Reset();
        throw fault;
    }

    public void Reset() => raw.sqlite3_reset(_handle!);

    public sqlite3_stmt Handle => _handle!;

    public void Dispose() => _handle?.Dispose();

    private sqlite3_stmt Compile()
    {
        var code = raw.sqlite3_prepare_v3(connection.Raw, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        return code == raw.SQLITE_OK ? handle : throw SqliteFault.Of(connection.Raw, code);
    }

    private void Checked(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            // Larger than a value may be: SQLITE_TOOBIG.
            throw SqliteFault.Of(connection.Raw, code);
        }
    }
}

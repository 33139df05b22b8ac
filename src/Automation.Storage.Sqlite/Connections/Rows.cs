using System.Runtime.CompilerServices;
using SQLitePCL;

namespace Automation.Storage;

/// <summary>The rows of a query, read strictly: a value of another kind than the column's is a <see cref="BadValueException"/>, never a silent 0.</summary>
internal readonly ref struct Rows(Statement statement)
{
    public bool Next() => statement.Step();

    public bool IsNull(int column) => raw.sqlite3_column_type(statement.Handle, column) == raw.SQLITE_NULL;

    public long Number(int column)
    {
        Expect(column, raw.SQLITE_INTEGER, "a number");
        return raw.sqlite3_column_int64(statement.Handle, column);
    }

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public int Int(int column)
    {
        var value = Number(column);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Bad(column, $"{value}, which is out of range");
    }

    public T Enum<T>(int column)
        where T : struct, Enum
    {
        var number = Int(column);
        var value = Unsafe.As<int, T>(ref number);
        return System.Enum.IsDefined(value) ? value : throw Bad(column, $"{number}, which is no {typeof(T).Name} that this version knows");
    }

    public T? EnumOrNull<T>(int column)
        where T : struct, Enum => IsNull(column) ? null : Enum<T>(column);

    public double? RealOrNull(int column) => IsNull(column) ? null : raw.sqlite3_column_double(statement.Handle, column);

    public DateTimeOffset Time(int column)
    {
        var ticks = Number(column);
        return SqliteTime.Decode(ticks) ?? throw Bad(column, $"{ticks}, which is no instant between the years 1 and 9999");
    }

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public string Text(int column)
    {
        Expect(column, raw.SQLITE_TEXT, "text");
        return SqliteText.Decode(raw.sqlite3_column_blob(statement.Handle, column)) ?? throw Bad(column, "bytes that are no text");
    }

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public Guid Id(int column)
    {
        Expect(column, raw.SQLITE_BLOB, "an id");
        var bytes = raw.sqlite3_column_blob(statement.Handle, column);
        return bytes.Length == 16 ? new Guid(bytes, bigEndian: true) : throw Bad(column, $"{bytes.Length} bytes, where an id has 16");
    }

    public Guid? IdOrNull(int column) => IsNull(column) ? null : Id(column);

    public ReadOnlyMemory<byte> Bytes(int column)
    {
        Expect(column, raw.SQLITE_BLOB, "bytes");
        return raw.sqlite3_column_blob(statement.Handle, column).ToArray();
    }

    public ReadOnlyMemory<byte> BytesOrEmpty(int column) => IsNull(column) ? default : Bytes(column);

    /// <summary>Text or bytes, unread.</summary>
    public byte[] Raw(int column) => raw.sqlite3_column_blob(statement.Handle, column).ToArray();

    public BadValueException Bad(int column, string found) =>
        new($"'{statement.Label}.{raw.sqlite3_column_name(statement.Handle, column).utf8_to_string()}'", found);

    public void Dispose() => statement.Reset();

    private void Expect(int column, int type, string what)
    {
        var found = raw.sqlite3_column_type(statement.Handle, column);
        if (found != type)
        {
            throw Bad(column, $"{Kind(found)} instead of {what}");
        }
    }

    private static string Kind(int type) => type switch
    {
        raw.SQLITE_INTEGER => "a number",
        raw.SQLITE_FLOAT => "a real number",
        raw.SQLITE_TEXT => "text",
        raw.SQLITE_BLOB => "bytes",
        _ => "nothing",
    };
}

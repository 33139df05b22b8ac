using SQLitePCL;

namespace Automation.Storage;

/// <summary>What SQLite answered when it could not do something. Stays inside; <see cref="SqliteFaults"/> says what it means to the engine.</summary>
internal sealed class SqliteFault(int code, string message) : Exception(message)
{
    /// <summary>The primary result code.</summary>
    public int Code { get; } = code & 0xFF;

    public bool IsConstraint => Code == raw.SQLITE_CONSTRAINT;

    public static SqliteFault Of(sqlite3 connection, int code) =>
        new(code, $"SQLite error {code}: {raw.sqlite3_errmsg(connection).utf8_to_string()}.");
}

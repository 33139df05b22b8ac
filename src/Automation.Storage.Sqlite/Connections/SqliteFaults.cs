using SQLitePCL;

namespace Automation.Storage;

/// <summary>What SQLite's answers mean in the words of the port.</summary>
/// <remarks>
/// At COMMIT itself: with SQLITE_FULL or SQLITE_BUSY the commit record was not written and the transaction is rolled back, so nothing was stored.
/// With SQLITE_IOERR the record may lie in the write-ahead log although its flush failed: gone for this process, back after a power loss.
/// That is what <see cref="CommitUnknownException"/> is for.
/// </remarks>
internal static class SqliteFaults
{
    public static Exception Translate(SqliteFault fault, string path, bool atCommit) => fault.Code switch
    {
        raw.SQLITE_IOERR when atCommit => Unknown(fault, path),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT
            or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_PROTOCOL or raw.SQLITE_IOERR =>
            new StoreUnavailableException($"The SQLite store '{path}' could not be used, and nothing was stored. {fault.Message} {Advice(fault.Code)}", fault),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT =>
            new StoreFormatException($"The file '{path}' is damaged or no SQLite database. {fault.Message} Restore it from a backup, or try `sqlite3 {path} .recover`."),
        _ when atCommit => Unknown(fault, path),
        _ => new InvalidOperationException($"The SQLite store '{path}' refused a write; nothing of the batch was stored. {fault.Message}", fault),
    };

    private static CommitUnknownException Unknown(SqliteFault fault, string path) =>
        new($"The SQLite store '{path}' cannot say whether a commit was stored. {fault.Message}", fault);

    private static string Advice(int code) => code switch
    {
        raw.SQLITE_BUSY => "Another process holds the write lock for longer than SqliteStoreOptions.BusyTimeout.",
        raw.SQLITE_FULL => "Free some disk space; nothing else is needed.",
        raw.SQLITE_CANTOPEN => "Check that the folder exists and may be written to.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => "Check the rights on the file and its folder.",
        _ => "A later try may work.",
    };
}

using SQLitePCL;

namespace Automation.Storage;

/// <summary>Opens connections with the settings that the promises stand on.</summary>
internal static class SqlitePragmas
{
    /// <summary>The first version with RETURNING, which the statements use.</summary>
    private const int LeastVersion = 3_035_000;

    /// <summary>
    /// synchronous=full: NORMAL would lose committed transactions at a power loss. The checkpoint every 16 MB instead of 4: pages that many
    /// commits touch are then copied once (measured: 4 µs less a run). The log file is cut back to 64 MB after a burst.
    /// </summary>
    private const string Writer = """
        pragma synchronous = full;
        pragma wal_autocheckpoint = 4000;
        pragma journal_size_limit = 67108864;
        pragma cache_size = -32000;
        pragma temp_store = memory;
        """;

    private const string Reader = """
        pragma query_only = 1;
        pragma cache_size = -4000;
        pragma temp_store = memory;
        """;

    /// <exception cref="SqliteFault">The file could not be opened.</exception>
    public static SqliteConnectionHandle OpenWriter(string path, TimeSpan busyTimeout)
    {
        var connection = SqliteConnectionHandle.Open(path, busyTimeout);
        try
        {
            connection.Execute(Writer);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <exception cref="SqliteFault">The file could not be opened.</exception>
    public static SqliteConnectionHandle OpenReader(string path, TimeSpan busyTimeout)
    {
        var connection = SqliteConnectionHandle.Open(path, busyTimeout);
        try
        {
            connection.Execute(Reader);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Checks the library and turns the write-ahead log on, which the file then remembers.</summary>
    public static void Prepare(SqliteConnectionHandle connection, string path)
    {
        var version = raw.sqlite3_libversion_number();
        if (version < LeastVersion)
        {
            throw new NotSupportedException(
                $"The SQLite library is {raw.sqlite3_libversion().utf8_to_string()}; 3.35 or newer is needed. Reference a newer SQLitePCLRaw bundle.");
        }

        var mode = TurnOnLog(connection);
        if (mode != "wal")
        {
            throw new NotSupportedException(
                $"The file '{path}' stays in journal mode '{mode}'; 'wal' is needed. Put it on a local disk whose file system supports shared memory.");
        }
    }

    /// <summary>
    /// Of several processes that turn the log on at the same moment SQLite refuses all but one at once, without regard to the busy timeout.
    /// To begin a transaction is the way to wait for that one.
    /// </summary>
    private static string TurnOnLog(SqliteConnectionHandle connection)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var statement = connection.Prepare("pragma journal_mode = wal", "pragma");
                using var rows = statement.With().Query();
                rows.Next();
                return rows.Text(0);
            }
            catch (SqliteFault fault) when (fault.Code == raw.SQLITE_BUSY && attempt < 100)
            {
                connection.Execute("begin immediate; commit");
            }
        }
    }
}

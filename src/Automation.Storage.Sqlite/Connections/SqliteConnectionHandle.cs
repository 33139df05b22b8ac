using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Automation.Storage;

/// <summary>One connection with its prepared statements. Used by one caller at a time.</summary>
/// <remarks>
/// Opened by Microsoft.Data.Sqlite, which finds the native library that the application chose; used below it, since a command object
/// looks up each parameter by name at each execution and cuts text at the first NUL.
/// </remarks>
internal sealed class SqliteConnectionHandle : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<Statement> _statements = [];

    private SqliteConnectionHandle(SqliteConnection connection)
    {
        _connection = connection;
    }

    public sqlite3 Raw => _connection.Handle!;

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Raw) == 0;

    /// <summary>How many rows the last insert, update or delete touched.</summary>
    public int Changes => raw.sqlite3_changes(Raw);

    /// <exception cref="SqliteFault">The file could not be opened.</exception>
    public static SqliteConnectionHandle Open(string path, TimeSpan busyTimeout)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle, (int)busyTimeout.TotalMilliseconds);
            return new SqliteConnectionHandle(connection);
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw new SqliteFault(fault.SqliteExtendedErrorCode, fault.Message);
        }
    }

    /// <summary>A statement that is compiled at its first use and then kept.</summary>
    public Statement Prepare(string sql, string label = "")
    {
        var statement = new Statement(this, sql, label);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs text of ours that needs no parameters; several statements may follow each other.</summary>
    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(Raw, sql);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFault.Of(Raw, code);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}

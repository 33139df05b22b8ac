using Npgsql;

namespace Automation.Storage;

/// <summary>Says in the port's words what a fault of the database means: stored, not stored, or unknown.</summary>
internal static class PostgresFaults
{
    /// <summary>What went wrong before anything was sent, or in a call that stores nothing.</summary>
    public static Exception OfRead(Exception fault, string what) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName } missing =>
            new StoreFormatException($"{what}: {missing.MessageText}. The tables are missing or older than this package; see 'Who owns the tables' in docs/postgresql.md."),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            new InvalidOperationException($"{what}: {denied.MessageText}. Grant the role select, insert, update and delete on the tables and usage on the sequences.", denied),
        PostgresException { SqlState: PostgresErrorCodes.ProgramLimitExceeded } tooLong => new ArgumentException($"{what}: a text is too long for an index: {tooLong.MessageText}. Shorten it.", tooLong),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } unknown => new StoreUnavailableException(
            $"{what}: {unknown.MessageText}. Check the user name and the password of the connection string, and which users pg_hba.conf of the server lets in.", unknown),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } nowhere => new StoreUnavailableException(
            $"{what}: {nowhere.MessageText}. The store creates tables, not databases: run 'create database', or name another one in the connection string.", nowhere),
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure } conflict =>
            new StoreConflictException($"{what}: {conflict.MessageText}", conflict),
        PostgresException refused when !refused.IsTransient && !IsAway(refused) => new InvalidOperationException($"{what}: {refused.MessageText} ({refused.SqlState}).", refused),
        NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException =>
            new StoreUnavailableException($"{what}: {fault.Message}", fault),
        _ => fault,
    };

    /// <summary>Why there is no connection, and what to look at.</summary>
    public static Exception OfConnecting(Exception fault, NpgsqlDataSource source, string what)
    {
        var target = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        var said = $"{what} (host {target.Host}, port {target.Port}, database '{target.Database ?? target.Username}', user '{target.Username}')";
        return fault switch
        {
            PostgresException => OfRead(fault, said),
            NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException => new StoreUnavailableException(
                $"{said}: {fault.Message}. Check that the server runs, and that host and port of the connection string are the ones that it listens on.", fault),
            _ => fault,
        };
    }

    /// <summary>What went wrong in a transaction that was sent as a whole: the server may have stored it without being able to say so.</summary>
    public static Exception OfWrite(Exception fault, string what) => fault switch
    {
        // The server answered for this very transaction: it was rolled back.
        PostgresException { Severity: "ERROR" } or PostgresException { InvariantSeverity: "ERROR" } => OfRead(fault, what),
        NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException =>
            new CommitUnknownException($"{what}: {fault.Message}", fault),
        _ => fault,
    };

    /// <summary>The classes of faults that pass: no connection, no resources, an operator who stops the server, a lock that did not come.</summary>
    private static bool IsAway(PostgresException fault) =>
        fault.SqlState.AsSpan(0, 2) is "08" or "25" or "40" or "53" or "55" or "57" or "58";
}

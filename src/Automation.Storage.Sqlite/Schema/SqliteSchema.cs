namespace Automation.Storage;

/// <summary>The tables and their versions. A released step is never edited; a change is a new step at the end.</summary>
internal static class SqliteSchema
{
    /// <summary>"Auto": marks the file as ours.</summary>
    public const int ApplicationId = 0x4175746F;

    /// <summary>What leads from each version to the next; the first from an empty file to version 1.</summary>
    public static IReadOnlyList<string> Steps { get; } = [SchemaStep1.Sql, SchemaStep2.Sql, SchemaStep3.Sql, SchemaStep4.Sql];

    /// <summary>Refuses a file that is not ours or too new, before anything of it is changed.</summary>
    /// <exception cref="StoreFormatException">The file is newer than the steps, or is not ours.</exception>
    public static void ThrowIfForeign(SqliteConnectionHandle connection, string path) => Look(connection, path, Steps);

    /// <summary>Brings the file to the version that the steps lead to. Safe when several processes do it at once.</summary>
    /// <exception cref="StoreFormatException">The file is newer than the steps, or is not ours.</exception>
    public static void Upgrade(SqliteConnectionHandle connection, string path, IReadOnlyList<string> steps)
    {
        if (Look(connection, path, steps) == steps.Count)
        {
            return;
        }

        connection.Execute("begin immediate");
        try
        {
            // Read again: another process may have been faster.
            var from = Check(connection, path, steps);
            for (var version = from + 1; version <= steps.Count; version++)
            {
                connection.Execute(steps[version - 1]);
                connection.Prepare("insert into schema_version(version) values(?)").With().Number(version).Run();
            }

            connection.Execute("commit");
        }
        catch
        {
            if (connection.InTransaction)
            {
                connection.Execute("rollback");
            }

            throw;
        }
    }

    /// <summary>The version, seen at one moment: another process may just be creating the tables.</summary>
    private static int Look(SqliteConnectionHandle connection, string path, IReadOnlyList<string> steps)
    {
        connection.Execute("begin");
        try
        {
            return Check(connection, path, steps);
        }
        finally
        {
            connection.Execute("commit");
        }
    }

    private static int Check(SqliteConnectionHandle connection, string path, IReadOnlyList<string> steps)
    {
        var application = Scalar(connection, "pragma application_id");
        var tables = Scalar(connection, "select count(*) from sqlite_master");
        if (application != ApplicationId)
        {
            return tables == 0 && application == 0
                ? 0
                : throw new StoreFormatException(
                    $"The file '{path}' is a SQLite database of another application. Give SqliteStoreOptions.Path a file of its own.");
        }

        var version = Scalar(connection, "select max(version) from schema_version");
        return version <= steps.Count
            ? (int)version
            : throw new StoreFormatException(
                $"The file '{path}' has version {version}; this package knows versions up to {steps.Count}. "
                + "Update the package, or restore the backup from before the upgrade.");
    }

    private static long Scalar(SqliteConnectionHandle connection, string sql)
    {
        using var statement = connection.Prepare(sql, "schema");
        using var rows = statement.With().Query();
        return rows.Next() ? rows.Number(0) : 0;
    }
}

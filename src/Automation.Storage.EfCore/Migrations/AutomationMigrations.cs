using Automation.Storage.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Storage;

/// <summary>The migrations of the store's tables, for those who apply them by hand.</summary>
/// <remarks>Thread-safe.</remarks>
public static class AutomationMigrations
{
    /// <summary>Writes the SQL script that creates the store's tables or upgrades them from any earlier version; on present ones it does nothing.</summary>
    /// <remarks>
    /// One transaction, which a store that opens meanwhile waits for: run it with <c>psql -v ON_ERROR_STOP=1</c> or any other client, as a role that may create in
    /// the schema. The same script is what a store runs that opens with <see cref="PostgresStoreOptions.Migrate"/>.
    /// </remarks>
    /// <param name="schema">The schema of the tables, as in <see cref="PostgresStoreOptions.Schema"/>; created when it is missing.</param>
    /// <exception cref="ArgumentException">The schema has a form that is not allowed.</exception>
    public static string GenerateScript(string schema = PostgresStoreOptions.DefaultSchema) =>
        $"START TRANSACTION ISOLATION LEVEL READ COMMITTED;\n\n{GenerateStatements(schema)}\nCOMMIT;\n";

    /// <summary>Writes the SQL script that turns the tables of history into ones that are partitioned by age; on partitioned ones it changes nothing.</summary>
    /// <remarks>
    /// <para>An option: the store works the same with either. It adds the functions <c>add_history(until date)</c>, which is to be called before the last partition ends, and
    /// <c>drop_history(before date)</c>, which drops what no run needs that has not ended.</para>
    /// <para>Run it after <see cref="GenerateScript"/>, as the owner of the tables. One transaction, which reads the history that is there once while hosts wait.</para>
    /// </remarks>
    /// <param name="schema">The schema of the tables, as in <see cref="PostgresStoreOptions.Schema"/>.</param>
    /// <exception cref="ArgumentException">The schema has a form that is not allowed.</exception>
    public static string GeneratePartitionScript(string schema = PostgresStoreOptions.DefaultSchema) =>
        $"START TRANSACTION ISOLATION LEVEL READ COMMITTED;\n\n{Lock(SchemaName.Check(schema, nameof(schema)))}\n\n{PartitionScript.For(schema)}\nCOMMIT;\n";

    /// <summary>The script without its transaction.</summary>
    internal static string GenerateStatements(string schema)
    {
        using var context = AutomationDbContext.For(SchemaName.Check(schema, nameof(schema)));
        var statements = context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent | MigrationsSqlGenerationOptions.NoTransactions);

        return $"{Lock(schema)}\n\n{statements.ReplaceLineEndings("\n")}";
    }

    /// <summary>Held to the end of the transaction: "create if not exists" does not keep two creators apart.</summary>
    private static string Lock(string schema) => $"DO $lock$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('Automation:{schema}', 0)); END $lock$;";
}

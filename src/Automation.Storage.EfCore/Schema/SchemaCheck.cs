namespace Automation.Storage;

/// <summary>Decides about a schema that was looked at: whether a store can work with it, and whether the migrations of this package would help.</summary>
/// <param name="version">The version that this package writes.</param>
internal sealed class SchemaCheck(int version)
{
    private const string Ways =
        "Let the store do it (PostgresStoreOptions.Migrate, and a role that may create in the schema), run the script of AutomationMigrations.GenerateScript, "
        + "or, where a context of the host has the tables (AddAutomation), apply its migrations.";

    /// <summary>Whether the migrations of this package would help: the tables are missing, or are ours and older.</summary>
    public bool NeedsMigration(SchemaState found) =>
        found.Closed.Count == 0 && (found.Version is null || (found.IsOurs && found.Version < version));

    /// <summary>Why a store cannot work with the schema, and the way out; null when it can.</summary>
    public string? Fault(SchemaState found)
    {
        if (found.Closed.Count > 0)
        {
            return Rights(found);
        }

        if (found.Version is not { } present)
        {
            return $"{Place(found)} has no tables of the store; version {version} is needed. {Ways}";
        }

        if (present < version)
        {
            return found.IsOurs
                ? $"{Place(found)} has the store's tables in version {present}; version {version} is needed. {Ways}"
                : $"{Place(found)} has the store's tables in version {present}, made by migrations of a host's context; version {version} is needed. "
                    + "Add a migration to that context and apply it.";
        }

        if (found.ReadableFrom > version)
        {
            return $"{Place(found)} has the store's tables in version {present}, which packages from version {found.ReadableFrom} on can work with; "
                + $"this package has version {version}. Update the package, or restore the backup from before the upgrade.";
        }

        return found.Missing.Count > 0
            ? $"{Place(found)} says version {present}, and lacks {string.Join(", ", found.Missing)}. Restore what was dropped from a backup, or give the store an empty schema."
            : null;
    }

    /// <summary>What is said when the role may not apply the migrations.</summary>
    public string MayNotMigrate(SchemaState found) =>
        $"{Place(found)} has {Present(found)}; version {version} is needed, and the role '{found.Role}' may not create it. "
        + "Let a role that may run the script of AutomationMigrations.GenerateScript, or grant the rights.";

    /// <summary>What is said when the migrations met a table that they did not make.</summary>
    public string Taken(SchemaState found, string fault) =>
        $"{Place(found)} has {Present(found)}, and other tables in their place: {fault}. Give the store a schema of its own with PostgresStoreOptions.Schema.";

    private static string Rights(SchemaState found) =>
        $"{Place(found)} does not let the role '{found.Role}' work with {string.Join(", ", found.Closed)}. Let the owner of the schema run: "
        + $"grant usage on schema \"{found.Schema}\" to \"{found.Role}\"; grant select, insert, update, delete on all tables in schema \"{found.Schema}\" to \"{found.Role}\"; "
        + $"grant usage on all sequences in schema \"{found.Schema}\" to \"{found.Role}\";";

    private static string Present(SchemaState found) => found.Version is { } present ? $"the store's tables in version {present}" : "no tables of the store";

    private static string Place(SchemaState found) => $"The schema '{found.Schema}' of the database '{found.Database}'";
}

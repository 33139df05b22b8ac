using Automation.Storage;
using Automation.Storage.Model;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts the tables of the store into a context of the host.</summary>
public static class AutomationModelBuilderExtensions
{
    /// <summary>Adds the tables, sequences and indexes of the store to the model, so that the host's own migrations create and upgrade them.</summary>
    /// <remarks>
    /// Called from <c>OnModelCreating</c>. Every name and type is given explicitly, so conventions of the host leave them alone. After an update of this
    /// package a new migration of the host holds what changed. Changing the schema later means moving the tables; nothing of them is moved by itself.
    /// Call it once for a context.
    /// </remarks>
    /// <param name="modelBuilder">The host's model, for PostgreSQL.</param>
    /// <param name="schema">The schema of the tables: lower-case letters, digits and <c>_</c>, at most 63.</param>
    /// <exception cref="ArgumentException">The schema has another form, or is one of the server's own.</exception>
    public static ModelBuilder AddAutomation(this ModelBuilder modelBuilder, string schema = PostgresStoreOptions.DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        AutomationModel.Build(modelBuilder, SchemaName.Check(schema, nameof(schema)));
        return modelBuilder;
    }

    /// <summary>Adds only the table through which the host saves events in its own transactions; for tables that the store or a script owns.</summary>
    /// <remarks>
    /// Called once from <c>OnModelCreating</c>, instead of <see cref="AddAutomation"/>. The host's migrations leave the table alone. The context must be one of the database that the store uses.
    /// </remarks>
    /// <param name="modelBuilder">The host's model, for PostgreSQL.</param>
    /// <param name="schema">The schema of the store, as <see cref="PostgresStoreOptions.Schema"/> says.</param>
    /// <exception cref="ArgumentException">The schema has a form that is not allowed, or is one of the server's own.</exception>
    public static ModelBuilder AddAutomationIntake(this ModelBuilder modelBuilder, string schema = PostgresStoreOptions.DefaultSchema)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var table = modelBuilder.Entity<IntakeRow>();
        IntakeRow.Map(table, SchemaName.Check(schema, nameof(schema)));
        table.ToTable(intake => intake.ExcludeFromMigrations());
        return modelBuilder;
    }
}

using Automation.Storage.Migrations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Storage.Model;

/// <summary>The store's own context: the source of the migrations that this package brings along.</summary>
internal sealed class AutomationDbContext : DbContext
{
    /// <summary>The table that says which migrations of this package were applied; missing where a host's migrations own the tables.</summary>
    public const string HistoryTable = "migration";

    private AutomationDbContext(DbContextOptions<AutomationDbContext> options, string schema)
        : base(options) => Schema = schema;

    /// <summary>The schema that the tables are in.</summary>
    public string Schema { get; }

    /// <summary>A context that knows the model and the migrations of a schema, and has no connection.</summary>
    public static AutomationDbContext For(string schema) => new(
        new DbContextOptionsBuilder<AutomationDbContext>()
            .UseNpgsql(npgsql => npgsql.MigrationsHistoryTable(HistoryTable, schema))
            .ReplaceService<IMigrationsAssembly, AutomationMigrationsAssembly>()
            .ReplaceService<IModelCacheKeyFactory, SchemaModelCacheKeyFactory>()
            .Options,
        schema);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAutomation(Schema);
}

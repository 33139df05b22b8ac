using System.Reflection;
using Automation.Storage.Model;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Storage.Migrations;

/// <summary>The migrations of this package, for the schema that a context names. Entity Framework's own finds only those that know their schema by themselves.</summary>
/// <remarks>
/// To change the tables: change the rows in <c>Model</c>, raise <see cref="AutomationModel.Version"/>, write a migration that takes the schema by constructor and add it to the list,
/// and bring <see cref="AutomationModelSnapshot"/> up to date (scaffolding writes it; the schema is put in by hand). A test compares the three.
/// </remarks>
internal sealed class AutomationMigrationsAssembly(ICurrentDbContext current) : IMigrationsAssembly
{
    private readonly string _schema = ((AutomationDbContext)current.Context).Schema;

    /// <summary>In their order. A released one is never edited.</summary>
    private static readonly Type[] All = [typeof(FirstTables), typeof(Schedules), typeof(NeedsAndSince), typeof(Guards)];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TypeInfo> Migrations { get; } =
        new SortedDictionary<string, TypeInfo>(All.ToDictionary(Id, type => type.GetTypeInfo()), StringComparer.Ordinal);

    /// <inheritdoc/>
    public ModelSnapshot? ModelSnapshot => new AutomationModelSnapshot(_schema);

    /// <inheritdoc/>
    public Assembly Assembly => typeof(AutomationMigrationsAssembly).Assembly;

    /// <inheritdoc/>
    public string? FindMigrationId(string nameOrId) =>
        Migrations.Keys.FirstOrDefault(id => id == nameOrId || id.EndsWith("_" + nameOrId, StringComparison.Ordinal));

    /// <inheritdoc/>
    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass, _schema)!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }

    private static string Id(Type type) => type.GetCustomAttribute<MigrationAttribute>()!.Id;
}

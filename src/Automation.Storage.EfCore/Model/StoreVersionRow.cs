using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>The one row that says which version the tables are of, and from which version on a package can work with them.</summary>
internal sealed class StoreVersionRow
{
    public const string Table = "store_version";

    public int Id { get; set; }

    public int Version { get; set; }

    public int ReadableFrom { get; set; }

    public static void Map(EntityTypeBuilder<StoreVersionRow> table, string schema)
    {
        table.Named(schema, Table, row => row.Id);
        table.Column(row => row.Id, "id", "integer");
        table.Column(row => row.Version, "version", "integer");
        table.Column(row => row.ReadableFrom, "readable_from", "integer");

        // Data of the model, so that a migration of the host writes it too.
        table.HasData(new StoreVersionRow { Id = 1, Version = AutomationModel.Version, ReadableFrom = AutomationModel.ReadableFrom });
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>Until when a node may be believed alive; apart from the row that the fence locks.</summary>
internal sealed class NodeLeaseRow
{
    public long NodeId { get; set; }

    public DateTimeOffset Until { get; set; }

    public DateTimeOffset HeldSince { get; set; }

    public static void Map(EntityTypeBuilder<NodeLeaseRow> table, string schema)
    {
        table.Named(schema, "node_lease", row => row.NodeId);
        table.Column(row => row.NodeId, "node_id", "bigint");
        table.Column(row => row.Until, "until", "timestamp with time zone");
        table.Column(row => row.HeldSince, "held_since", "timestamp with time zone");
    }
}

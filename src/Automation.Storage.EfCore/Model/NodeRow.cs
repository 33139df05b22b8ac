using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A process that works on runs, or did. Its epoch is the fence.</summary>
internal sealed class NodeRow
{
    public long NodeId { get; set; }

    public long Epoch { get; set; }

    public DateTimeOffset JoinedAt { get; set; }

    public DateTimeOffset? LeftAt { get; set; }

    public static void Map(EntityTypeBuilder<NodeRow> table, string schema)
    {
        table.Named(schema, "node", row => row.NodeId);
        table.Column(row => row.NodeId, "node_id", "bigint").UseIdentityAlwaysColumn().ValueGeneratedOnAdd();
        table.Column(row => row.Epoch, "epoch", "bigint").HasDefaultValueSql(AutomationModel.Next(schema, AutomationModel.EpochSequence));
        table.Column(row => row.JoinedAt, "joined_at", "timestamp with time zone");
        table.OptionalColumn(row => row.LeftAt, "left_at", "timestamp with time zone");
    }
}

using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Automation.Storage.Model;

/// <summary>A run that has not ended: narrow, and the only row that changes while a run lives.</summary>
internal sealed class LiveRow
{
    public Guid RunId { get; set; }

    public string Scope { get; set; } = "";

    public string Rule { get; set; } = "";

    /// <summary>Always 0. Version 1 claims from queue 0 only: what another number would keep from it.</summary>
    public int Queue { get; set; }

    public short State { get; set; }

    public long? Owner { get; set; }

    public long ClaimNo { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public int Signals { get; set; }

    public int Rescues { get; set; }

    public string? Reason { get; set; }

    public short Limits { get; set; }

    public bool Permit { get; set; }

    /// <summary>What a parked run needs that some host may have.</summary>
    public string? Need { get; set; }

    /// <summary>Since when it waits to be taken: ready, in probation or parked. Null where that is not known.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>What it is about, when no other run of its rule may be about the same at the same time.</summary>
    public string? Overlap { get; set; }

    /// <summary>What it has reserved of budgets, in millionths; null for nothing.</summary>
    public long? Cost { get; set; }

    /// <summary>The period of its rule's budget that it reserved of; null for none.</summary>
    public string? RulePeriod { get; set; }

    /// <summary>The period of its scope's budget that it reserved of; null for none.</summary>
    public string? ScopePeriod { get; set; }

    public static void Map(EntityTypeBuilder<LiveRow> table, string schema)
    {
        table.Named(schema, "live", row => row.RunId);
        table.Column(row => row.RunId, "run_id", "uuid");
        table.Text(row => row.Scope, "scope");
        table.Text(row => row.Rule, "rule");
        table.Column(row => row.Queue, "queue", "integer");
        table.Column(row => row.State, "state", "smallint");
        table.OptionalColumn(row => row.Owner, "owner", "bigint");
        table.Column(row => row.ClaimNo, "claim_no", "bigint");
        table.OptionalColumn(row => row.DueAt, "due_at", "timestamp with time zone");
        table.Column(row => row.Signals, "signals", "integer");
        table.Column(row => row.Rescues, "rescues", "integer");
        table.OptionalProse(row => row.Reason, "reason");
        table.Column(row => row.Limits, "limits", "smallint");
        table.Column(row => row.Permit, "permit", "boolean");
        table.OptionalText(row => row.Need, "need");
        table.OptionalColumn(row => row.Since, "since", "timestamp with time zone");
        table.OptionalText(row => row.Overlap, "overlap");
        table.OptionalColumn(row => row.Cost, "cost", "bigint");
        table.OptionalText(row => row.RulePeriod, "rule_period");
        table.OptionalText(row => row.ScopePeriod, "scope_period");
        table.Index(row => new { row.Queue, row.Scope, row.RunId }, "live_ready", "state = 1");
        table.Index(row => row.DueAt, "live_due", "state = 3");
        table.Index(row => new { row.Rescues, row.Scope, row.RunId }, "live_probation", "state = 5");
        table.Index(row => row.Owner, "live_owned", "state = 2");
        table.Index(row => new { row.Scope, row.RunId }, "live_by_scope", "state <> 2");
        table.Index(row => new { row.Scope, row.Rule, row.RunId }, "live_blocked", "state = 8");
        table.Index(row => new { row.Scope, row.Rule }, "live_permits", "permit");
        table.Index(row => new { row.Need, row.RunId }, "live_needs", "state = 6 and need is not null");
        table.Index(row => new { row.Scope, row.Rule, row.Overlap, row.RunId }, "live_overlap", "overlap is not null");
        table.RowsComeAndGo();
    }
}

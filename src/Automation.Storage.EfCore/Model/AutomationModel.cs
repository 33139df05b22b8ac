using Microsoft.EntityFrameworkCore;

namespace Automation.Storage.Model;

/// <summary>The tables, sequences and indexes of the present version.</summary>
/// <remarks>
/// <para>Every name, type, collation and default is said here: whatever conventions a host's context has, the tables come out the same.
/// Text that is compared or sorted has the collation "C", so that its order is that of its bytes on every server.</para>
/// <para>History (event, run, entry, log, rule_version) is only ever inserted. No key refers to another table: rows of a batch are written
/// in the order that the store chooses, and history may be cut by age.</para>
/// </remarks>
internal static class AutomationModel
{
    /// <summary>The version of the tables that this package writes. A released one is never changed; a change is a new version with a migration.</summary>
    public const int Version = 4;

    /// <summary>The oldest version of the package that can work with these tables, beside newer ones.</summary>
    public const int ReadableFrom = 1;

    public const string PositionSequence = "position";
    public const string EpochSequence = "epoch";

    /// <summary>The sequences; usage of them is needed.</summary>
    public static IReadOnlyList<string> Sequences { get; } = [PositionSequence, EpochSequence];

    /// <summary>The tables whose rows the store reads and writes. Beside them there is <see cref="StoreVersionRow.Table"/>, which it only reads.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        "breaker", "budget", "debounce", "dedupe", "entry", "event", "event_subject", "intake", "live", "log", "node", "node_lease",
        "permit", "root_run", "rule", "rule_setting", "rule_version", "run", "schedule", "scope", "signal", "subject_override", "suggestion", "wait", "webhook",
    ];

    /// <summary>The default of a column that takes the next number of a sequence.</summary>
    public static string Next(string schema, string sequence) => $"nextval('\"{schema}\".{sequence}')";

    public static void Build(ModelBuilder model, string schema)
    {
        model.HasSequence<long>(PositionSequence, schema);
        model.HasSequence<long>(EpochSequence, schema);
        EventRow.Map(model.Entity<EventRow>(), schema);
        EventSubjectRow.Map(model.Entity<EventSubjectRow>(), schema);
        RunRow.Map(model.Entity<RunRow>(), schema);
        EntryRow.Map(model.Entity<EntryRow>(), schema);
        LogRow.Map(model.Entity<LogRow>(), schema);
        LiveRow.Map(model.Entity<LiveRow>(), schema);
        SignalRow.Map(model.Entity<SignalRow>(), schema);
        WaitRow.Map(model.Entity<WaitRow>(), schema);
        DedupeRow.Map(model.Entity<DedupeRow>(), schema);
        IntakeRow.Map(model.Entity<IntakeRow>(), schema);
        ScheduleRow.Map(model.Entity<ScheduleRow>(), schema);
        PermitRow.Map(model.Entity<PermitRow>(), schema);
        ScopeRow.Map(model.Entity<ScopeRow>(), schema);
        RuleRow.Map(model.Entity<RuleRow>(), schema);
        RuleVersionRow.Map(model.Entity<RuleVersionRow>(), schema);
        RuleSettingRow.Map(model.Entity<RuleSettingRow>(), schema);
        SubjectOverrideRow.Map(model.Entity<SubjectOverrideRow>(), schema);
        DebounceRow.Map(model.Entity<DebounceRow>(), schema);
        BreakerRow.Map(model.Entity<BreakerRow>(), schema);
        RootRunRow.Map(model.Entity<RootRunRow>(), schema);
        BudgetRow.Map(model.Entity<BudgetRow>(), schema);
        SuggestionRow.Map(model.Entity<SuggestionRow>(), schema);
        WebhookRow.Map(model.Entity<WebhookRow>(), schema);
        NodeRow.Map(model.Entity<NodeRow>(), schema);
        NodeLeaseRow.Map(model.Entity<NodeLeaseRow>(), schema);
        StoreVersionRow.Map(model.Entity<StoreVersionRow>(), schema);
    }
}

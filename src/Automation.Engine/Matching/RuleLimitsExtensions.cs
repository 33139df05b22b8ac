using System.Globalization;
using System.Text.Json;
using Automation.Definitions;
using Automation.Json;
using Automation.Storage;

namespace Automation.Matching;

/// <summary>Which runs of a rule may be worked on at the same time, and what happens to the others.</summary>
internal static class RuleLimitsExtensions
{
    /// <summary>A run to create, with what it reserves of budgets, the limits of its rule and the host's limit per scope.</summary>
    public static NewRun ToNewRun(this RuleDefinition rule, RunRecord run, bool owned, BudgetReservation? reservation, int? maxOfScope, params IReadOnlyList<LedgerEntry> entries) => new()
    {
        Run = run,
        Reservation = reservation,
        Entries = entries,
        Owned = owned,
        Limits = rule.LimitsOf(run.Subject, maxOfScope),
        Replaces = rule.Guards.Replaces() ? ReplacementBy(run.Id, rule.Guards) : default(ReadOnlyMemory<byte>?),
    };

    /// <summary>Why there is no run of a busy rule, in a sentence.</summary>
    public static string Explain(this RuleDefinition rule, BusyRule busy)
    {
        var holder = busy.Holder is { } run
            ? string.Create(CultureInfo.InvariantCulture, $"Run '{run}', created {Instant.Text(busy.Since)}, stood in the way")
            : "A run that has ended since stood in the way";
        return rule.Guards.MaxQueued is { } most
            ? string.Create(CultureInfo.InvariantCulture, $"{holder}, and {most} waited already (GuardOptions.MaxQueued).")
            : $"{holder} (GuardOptions.WhenBusy is {rule.Guards.WhenBusy}).";
    }

    private static RunLimits? LimitsOf(this RuleDefinition rule, string? subject, int? maxOfScope)
    {
        var guards = rule.Guards;
        if (guards.MaxRunsPerScope is null && maxOfScope is null && !guards.OnePerSubject)
        {
            return null;
        }

        return new RunLimits(guards.MaxRunsPerScope, maxOfScope)
        {
            Overlap = guards.OnePerSubject ? subject ?? "" : guards.Replaces() ? "" : null,
            MaxQueued = guards.WhenBusy == WhenBusy.Skip ? 0 : guards.MaxQueued,
        };
    }

    private static byte[] ReplacementBy(RunId newer, GuardOptions guards) =>
        JsonSerializer.SerializeToUtf8Bytes($"Run '{newer}' of the same rule {(guards.OnePerSubject ? "and subject " : "")}replaces it.");

    /// <summary>A rule of one run per scope has one key for all: a run that rests gives its permit back, but not its place.</summary>
    private static bool Replaces(this GuardOptions guards) => guards.WhenBusy == WhenBusy.Replace && (guards.OnePerSubject || guards.MaxRunsPerScope == 1);
}

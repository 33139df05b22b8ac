using System.Globalization;
using Automation.Actions;
using Automation.Conditions;
using Automation.Definitions;
using Automation.Storage;

namespace Automation.Running.Needs;

/// <summary>Says whether this host has what a parked run needs.</summary>
/// <remarks>
/// Each answer is the same question that parked the run: a host that says yes does not park it again for the same reason. A name that this build does not
/// know is a newer build's, and is none of ours.
/// </remarks>
/// <param name="actions">The actions that have a handler here.</param>
/// <param name="conditions">The conditions that have one.</param>
/// <param name="findCode">A rule of the host's code, by name.</param>
/// <param name="canReadAsync">Whether a version of a stored rule can be read, by scope, rule and hash.</param>
/// <param name="begins">Says whether a rule is switched on.</param>
/// <param name="time">Says when a pause is over.</param>
internal sealed class HostMeans(
    ActionCatalog actions,
    ConditionCatalog conditions,
    Func<string, RuleDefinition?> findCode,
    Func<string, string, string, CancellationToken, ValueTask<bool>> canReadAsync,
    BeginCheck begins,
    TimeProvider time)
{
    /// <summary>When the first of the pauses is over that these needs wait for; null when none of them ends by itself.</summary>
    public static DateTimeOffset? NextOf(IReadOnlyList<string> needs) => needs.Count == 0 ? null : needs.Min(Need.EndOf);

    /// <summary>Those of the needs that this host can meet.</summary>
    public async ValueTask<IReadOnlyList<string>> MeetAsync(IReadOnlyList<string> needs, CancellationToken cancellationToken)
    {
        var switches = needs.Where(need => need.StartsWith(Need.SwitchKind + ":", StringComparison.Ordinal)).Select(need => Split(need, '@').After).ToList();
        if (switches.Count > 0)
        {
            await begins.CatchUpAsync(switches, cancellationToken).ConfigureAwait(false);
        }

        List<string>? met = null;
        foreach (var need in needs)
        {
            if (await HasAsync(need, cancellationToken).ConfigureAwait(false))
            {
                (met ??= []).Add(need);
            }
        }

        return (IReadOnlyList<string>?)met ?? [];
    }

    private ValueTask<bool> HasAsync(string need, CancellationToken cancellationToken)
    {
        var (kind, name) = Split(need, ':');
        var (rule, part) = Split(name, '#');
        if (kind == Need.VersionKind)
        {
            var (hash, scope) = Split(part, '@');
            return canReadAsync(scope, rule, hash, cancellationToken);
        }

        if (kind == Need.SwitchKind)
        {
            var (switched, scope) = Split(name, '@');
            return begins.IsOnAsync(scope, switched, cancellationToken);
        }

        return new(kind switch
        {
            Need.PauseKind => Need.EndOf(need) <= time.GetUtcNow(),
            Need.ActionKind => actions.TryGet(name, out _),
            Need.ConditionKind => conditions.TryGet(name, out _),
            Need.RuleKind => findCode(name) is not null,
            Need.StepKind => findCode(rule)?.Index.Find(part) is not null,
            Need.BuildKind => findCode(rule)?.Hash == part,
            Need.LedgerKind => int.TryParse(name, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((EntryKind)number),
            _ => false,
        });
    }

    /// <summary>At the first separator: kinds, names of rules, and hashes have none of them.</summary>
    private static (string Before, string After) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");
}

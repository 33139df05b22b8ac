using Automation.Definitions;
using Automation.Intake;
using Automation.Json;
using Automation.Storage;

namespace Automation.Settings;

/// <summary>Of which definition of a rule somebody has seen a preview. The names are stored.</summary>
internal sealed record SettingPreview
{
    /// <summary>How many are kept per rule and scope.</summary>
    public const int Most = 20;

    /// <summary>For how many rules of a scope that are not saved some are kept.</summary>
    public const int MostDrafts = 100;

    /// <summary>The definition's content hash.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? By { get; init; }

    /// <summary>The scope in which it was made.</summary>
    public required string Scope { get; init; }

    /// <summary>The recorded event; null for an event that did not happen, and for an input.</summary>
    public Guid? Event { get; init; }

    /// <summary>The event's type; null for an input.</summary>
    public string? Type { get; init; }

    public RulePreview Show() => new()
    {
        Hash = Hash, At = At, Author = By, Scope = Scope, EventId = Event is { } id ? new AutomationEventId(id) : null, EventType = Type,
    };

    /// <summary>A report may have travelled to a person and back.</summary>
    /// <param name="report">The report.</param>
    /// <param name="scope">Where it is to count.</param>
    /// <exception cref="RuleDefinitionException">It is none that a preview made, or was made in a scope where it does not count.</exception>
    public static void Check(PreviewReport report, string scope)
    {
        var fault = report.Rule is null || !NameRules.IsName(report.Rule) ? $"The preview is of a rule with the name {ShortText.Quote(report.Rule ?? "")}, which is none."
            : report.Hash is not { Length: 32 } || !report.Hash.All(char.IsAsciiHexDigitLower) ? $"The preview of rule '{report.Rule}' has the hash {ShortText.Quote(report.Hash ?? "")}, which is none: 32 hexadecimal digits."
            : report.EventType is not null && !NameRules.IsName(report.EventType) ? $"The preview of rule '{report.Rule}' is of an event of type {ShortText.Quote(report.EventType)}, which is no name."
            : report.Scope is null || !IntakeNames.IsScope(report.Scope) ? $"The preview of rule '{report.Rule}' was made in scope {ShortText.Quote(report.Scope ?? "")}, which is no name of one."
            : null;
        if (fault is not null)
        {
            throw Refused(report, $"{fault} Pass a report as PreviewAsync answered it.");
        }

        if (report.Scope != scope && scope != SharedScope.Name)
        {
            throw Refused(report, $"The preview of rule '{report.Rule}' was made in scope '{report.Scope}', and does not count in scope '{scope}'. Preview the rule there.");
        }
    }

    public static RuleDefinitionException Refused(PreviewReport report, string message) => new([new RuleFault
    {
        Rule = report.Rule is not null && NameRules.IsName(report.Rule) ? report.Rule : "", Code = "invalid-preview", Message = message,
    }]);

    /// <summary>A preview that was seen now.</summary>
    public static SettingPreview Of(PreviewReport report, SettingMark mark) => new()
    {
        Hash = report.Hash, At = mark.At, By = mark.By, Scope = report.Scope, Event = report.EventId?.Value, Type = report.EventType,
    };
}

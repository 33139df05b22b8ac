using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Costing;
using Automation.Intake;
using Automation.Json;
using Automation.Polling;
using Automation.Templates;

namespace Automation.Definitions.Json;

/// <summary>What is shared while one rule document is read. One per document; not thread-safe.</summary>
internal sealed class RuleReading
{
    /// <summary>Finding names that are near takes time; whoever has so many faults has another one.</summary>
    private const int FaultsWithHints = 50;

    /// <param name="outline">The document's outline.</param>
    /// <param name="actions">The actions there are; null when types are not checked.</param>
    /// <param name="conditions">The conditions of the host's there are; null as for <paramref name="actions"/>.</param>
    /// <param name="json">How records are read; null when configs are not compared with them.</param>
    /// <param name="events">The events that the host has records of; null when nothing is warned of.</param>
    /// <param name="costs">The actions that cost something; null when nobody knows.</param>
    /// <param name="now">The present instant; null when nothing is past.</param>
    public RuleReading(
        RuleOutline outline, ActionCatalog? actions, ConditionCatalog? conditions, JsonSerializerOptions? json, EventCatalog? events = null, CostCatalog? costs = null, DateTimeOffset? now = null)
    {
        Configs = json is null ? null : new ConfigCheck(this, json);
        (Outline, Actions, Conditions) = (outline, actions, conditions);
        Warnings = json is null || events is null ? null : new RuleWarnings(this, events, actions, json) { Now = now, Costs = costs };
        Paths = new PathCheck(this);
        Document = new DocumentReading { Rewrite = Paths.Check };
    }

    public RuleOutline Outline { get; }

    /// <summary>The actions there are; null when types are not checked.</summary>
    public ActionCatalog? Actions { get; }

    /// <summary>The conditions of the host's there are; null when types are not checked.</summary>
    public ConditionCatalog? Conditions { get; }

    /// <summary>The trigger types of the host's there are; null when types are not checked.</summary>
    public PollCatalog? Triggers { get; init; }

    /// <summary>Notes what is suspicious; null when nobody wants to know.</summary>
    public RuleWarnings? Warnings { get; }

    /// <summary>Compares configs with records; null when nobody does.</summary>
    public ConfigCheck? Configs { get; }

    /// <summary>The faults so far, and the caps of templates and conditions.</summary>
    public DocumentReading Document { get; }

    private PathCheck Paths { get; }

    public void Add(string pointer, string code, string message) => Document.Add(pointer, code, message);

    /// <summary>A sentence that names what may have been meant, with a space before it; or nothing.</summary>
    public string Hint(string name, IEnumerable<string> known, string what) =>
        Document.Faults.Count < FaultsWithHints ? NearNames.Hint(name, known, what) : "";

    /// <summary>Reads a value whose texts may be templates. Null when it has a fault.</summary>
    public TemplateBinding? Bind(JsonElement json, string pointer, PathPlace place)
    {
        if (IsLambda(json))
        {
            Add(
                JsonPointer.Append(pointer, RuleMembers.LambdaText),
                RuleCodes.Code,
                "the text of a lambda stands here. A rule with code can be shown as JSON, but not read from it.");
            return null;
        }

        Paths.Place = place;
        return TemplateBinding.Read(json, pointer, Document);
    }

    /// <summary>Reads a condition. Null when it has a fault.</summary>
    public Condition? ReadTree(JsonElement json, string pointer, PathPlace place)
    {
        Paths.Place = place;
        var condition = Condition.Read(json, pointer, Document);
        if (condition is not null)
        {
            Warnings?.CheckCondition(condition, place);
        }

        return condition;
    }

    private static bool IsLambda(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.GetPropertyCount() == 1
        && json.TryGetProperty(RuleMembers.LambdaText, out var text)
        && text.ValueKind == JsonValueKind.String;
}

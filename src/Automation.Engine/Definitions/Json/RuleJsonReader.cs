using System.Text;
using System.Text.Json;
using Automation.Actions;
using Automation.Conditions;
using Automation.Costing;
using Automation.Intake;
using Automation.Json;
using Automation.Polling;

namespace Automation.Definitions.Json;

/// <summary>Reads a rule from JSON, strictly: what it does not know is a fault, and all faults are reported together. Thread-safe.</summary>
/// <param name="actions">
/// The actions there are. With null any name is right: an action that this build lacks then fails its step when it is reached, and not the
/// rule.
/// </param>
/// <param name="conditions">The conditions of the host's there are; null as for <paramref name="actions"/>.</param>
/// <param name="triggers">The trigger types of the host's there are; null as for <paramref name="actions"/>.</param>
/// <param name="events">The events that the host has records of; with null nothing is warned of.</param>
/// <param name="costs">The actions that cost something; with null no guard is warned of.</param>
/// <param name="time">Says what is past; with null nothing is.</param>
/// <param name="json">How the records of actions and conditions are read; with null configs are not compared with them.</param>
internal sealed class RuleJsonReader(ActionCatalog? actions = null, ConditionCatalog? conditions = null, JsonSerializerOptions? json = null, PollCatalog? triggers = null, EventCatalog? events = null, CostCatalog? costs = null, TimeProvider? time = null)
{
    private readonly JsonLimits _limits = RuleLimits.Document;

    private RuleJsonReader(JsonLimits limits)
        : this() => _limits = limits;

    /// <summary>Reads what <see cref="RuleJsonWriter"/> wrote of a rule that was checked when it was saved.</summary>
    public static RuleJsonReader Stored { get; } = new(RuleLimits.Stored);

    /// <summary>As <see cref="Read(ReadOnlySpan{byte})"/>.</summary>
    public RuleJsonResult Read(string text)
    {
        if (LoneSurrogate.Find(text) is { } half)
        {
            return RuleJsonResult.Refused([new RuleFault { Rule = "", Code = JsonCodes.InvalidText, Message = half, Pointer = JsonPointer.Root }]);
        }

        // A text of so many characters is refused by its bytes as well, without making them.
        var utf8 = text.Length > _limits.MaxBytes ? new byte[text.Length] : Encoding.UTF8.GetBytes(text);
        return Read(utf8);
    }

    /// <summary>Reads a rule that was exported, in its canonical form, as strictly as any other.</summary>
    public RuleJsonResult ReadExported(string json) => Read(Encoding.UTF8.GetBytes(json), RuleLimits.Stored);

    /// <summary>Reads the document. Never throws for bad input.</summary>
    public RuleJsonResult Read(ReadOnlySpan<byte> utf8) => Read(utf8, _limits);

    private RuleJsonResult Read(ReadOnlySpan<byte> utf8, JsonLimits limits)
    {
        var gate = JsonGate.Check(utf8, limits);
        if (!gate.IsValid)
        {
            var pointer = gate.Code == JsonCodes.TooLarge ? JsonPointer.Root : JsonPointer.At(utf8, gate.BytePosition);
            return RuleJsonResult.Refused([new RuleFault { Rule = "", Code = gate.Code, Message = gate.Message, Pointer = pointer }]);
        }

        var root = JsonElement.Parse(utf8);
        var reading = new RuleReading(RuleOutline.Of(root), actions, conditions, json, events, costs, time?.GetUtcNow()) { Triggers = triggers };
        var rule = new RuleHeadReader(reading).Read(root);
        if (reading.Document.FaultCount == 0)
        {
            reading.Warnings?.CheckGuards(rule!);
        }

        return reading.Document.FaultCount == 0
            ? RuleJsonResult.Of(rule!, RuleFaults.Of(rule!.Name, reading.Warnings))
            : RuleJsonResult.Refused(RuleFaults.Of(NameOf(root), reading.Document), RuleFaults.Of(NameOf(root), reading.Warnings));
    }

    private static string NameOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty(RuleMembers.Name, out var name)
        && name.ValueKind == JsonValueKind.String
        && NameRules.IsName(name.GetString()!) ? name.GetString()! : "";
}

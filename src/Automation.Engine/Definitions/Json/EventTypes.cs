using Automation.Json;

namespace Automation.Definitions.Json;

/// <summary>Reads the type of an event. Its form is checked and nothing else: events need no class.</summary>
internal static class EventTypes
{
    public static string? Read(RuleObject holder, RuleReading reading)
    {
        var type = holder.RequireText(RuleMembers.Event, "the type of an event, such as 'asset.approved'");
        if (type is not null && !NameRules.IsName(type))
        {
            reading.Add(
                holder.At(RuleMembers.Event),
                RuleCodes.InvalidName,
                $"the event type {ShortText.Quote(type)} is not allowed. {NameRules.NameRule}");
        }
        else if (type is not null)
        {
            reading.Warnings?.CheckEvent(type, holder.At(RuleMembers.Event), holder.Words);
        }

        return type;
    }
}

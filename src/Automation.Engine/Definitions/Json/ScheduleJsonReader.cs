using System.Text.Json;
using Automation.Scheduling;

namespace Automation.Definitions.Json;

/// <summary>Checks the config of a schedule, as far as it is written out; what a placeholder yields is known only in its scope.</summary>
internal sealed class ScheduleJsonReader(RuleReading reading)
{
    public void Check(RuleObject config, JsonElement json)
    {
        config.Allow(ScheduleCheck.Members);
        foreach (var fault in ScheduleCheck.Faults(json, config.Words, HasPlaceholder))
        {
            reading.Add(fault.Member is { } member ? config.At(member) : config.Pointer, fault.Code, fault.Message);
        }

        reading.Warnings?.CheckSchedule(json, config.At(ScheduleForms.At), config.Words);
    }

    private static bool HasPlaceholder(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Contains("{{", StringComparison.Ordinal);
}

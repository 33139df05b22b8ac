using System.Globalization;
using System.Text.Json;
using Automation.Definitions;
using Automation.Json;

namespace Automation.Running.Machine;

/// <summary>When a delay is over.</summary>
internal static class DelayDue
{
    /// <exception cref="StepFailedException">The value is no span, or no instant.</exception>
    public static DateTimeOffset Of(DelayNode delay, JsonElement value, DateTimeOffset now)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ToString();
        if (!delay.Until)
        {
            return IsoDuration.TryParse(text, out var duration) && duration <= DateTimeOffset.MaxValue - now
                ? now + duration
                : throw new StepFailedException("wrong-kind", $"Delay '{delay.Id}' needs an ISO 8601 duration such as 'PT5M'; it got '{Faults.Shorten(text)}'.");
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw new StepFailedException("wrong-kind", $"Delay '{delay.Id}' needs an RFC 3339 instant such as '2030-01-31T08:00:00Z'; it got '{Faults.Shorten(text)}'.");
    }
}

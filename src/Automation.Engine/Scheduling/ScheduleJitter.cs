using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Automation.Scheduling;

/// <summary>By how much the occurrences of one trigger are put off.</summary>
internal static class ScheduleJitter
{
    /// <summary>Whole seconds from zero to <see cref="Schedule.Jitter"/>; always the same for the same trigger of the same rule in the same scope.</summary>
    /// <remarks>Hosts of different builds must agree about it: never change how it is computed.</remarks>
    public static TimeSpan Of(Schedule schedule, string scope, string rule, string trigger)
    {
        var seconds = (ulong)schedule.Jitter.TotalSeconds;
        if (seconds == 0)
        {
            return TimeSpan.Zero;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}\n{rule}\n{trigger}"));
        return TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt64BigEndian(hash) % (seconds + 1));
    }
}

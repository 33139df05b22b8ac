namespace Automation.Scheduling;

/// <summary>A schedule cannot be used as it is written.</summary>
/// <param name="code">A stable word of <see cref="ScheduleCodes"/>.</param>
/// <param name="message">A sentence that names the value, what is allowed, and the way out.</param>
/// <param name="member">The member of the schedule's config that is wrong; null when it is the whole.</param>
internal sealed class ScheduleException(string code, string message, string? member = null) : Exception(message)
{
    public string Code { get; } = code;

    public string? Member { get; } = member;
}

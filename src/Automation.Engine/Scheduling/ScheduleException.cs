namespace Automation.Scheduling;

/// <summary>A schedule cannot be used as it is written.</summary>
/// <param name="code">A stable word of <see cref="ScheduleCodes"/>.</param>
/// <param name="message">A sentence that names the value, what is allowed, and the way out.</param>
internal sealed class ScheduleException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}

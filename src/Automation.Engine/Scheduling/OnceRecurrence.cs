namespace Automation.Scheduling;

/// <summary>One instant.</summary>
internal sealed class OnceRecurrence(DateTime instant) : Recurrence
{
    public override DateTime? Next(DateTime after) => after < instant ? instant : null;
}

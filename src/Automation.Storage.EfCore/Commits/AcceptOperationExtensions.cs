namespace Automation.Storage;

internal static class AcceptOperationExtensions
{
    /// <summary>The id that a repeat of the operation is answered with.</summary>
    public static Guid OriginalId(this AcceptOperation accept) => accept.Event?.Id.Value ?? accept.Runs[0].Run.Id.Value;

    /// <summary>Whether the run stands where the operation's event stands in the order of acceptance: it is started by that event, or by a series that ends with it.</summary>
    public static bool StartsWithEvent(this AcceptOperation accept, RunRecord run) =>
        accept.Event is { } @event && (run.EventId == @event.Id || accept.Debounced is not null);
}

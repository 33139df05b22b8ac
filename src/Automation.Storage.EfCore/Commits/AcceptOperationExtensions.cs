namespace Automation.Storage;

internal static class AcceptOperationExtensions
{
    /// <summary>The id that a repeat of the operation is answered with.</summary>
    public static Guid OriginalId(this AcceptOperation accept) => accept.Event?.Id.Value ?? accept.Runs[0].Run.Id.Value;
}

using Automation;

namespace Quickstart;

internal sealed class WriteManifestHandler(CallLog calls, OutputFolder output) : IActionHandler<WriteManifest>
{
    public async Task HandleAsync(WriteManifest action, StepContext context, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(context, cancellationToken);
        var entry = new { action.File.Name, action.File.Bytes, action.File.ModifiedAt, action.Sha256, action.Text, action.Packed, Run = context.RunId.ToString() };
        await output.WriteJsonAsync($"manifest/{action.File.Name}.json", entry, context, cancellationToken);
    }
}

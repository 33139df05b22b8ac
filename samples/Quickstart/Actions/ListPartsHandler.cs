using Automation;

namespace Quickstart;

internal sealed class ListPartsHandler(CallLog calls, OutputFolder output) : IActionHandler<ListParts, PackedFile>
{
    public async Task<PackedFile> HandleAsync(ListParts action, StepContext context, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(context, cancellationToken);
        var name = $"parts/{action.File.Name}/parts.json";
        await output.WriteJsonAsync(name, action.Parts, context, cancellationToken);
        return new PackedFile(name, action.File.Bytes, action.Parts.Sum(part => part.PackedBytes));
    }
}

using System.IO.Compression;
using Automation;

namespace Quickstart;

internal sealed class PackHandler(CallLog calls, OutputFolder output) : IActionHandler<Pack, PackedFile>
{
    public async Task<PackedFile> HandleAsync(Pack action, StepContext context, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(context, cancellationToken);
        await using var file = action.File.Open();
        file.Position = action.Part.Offset;
        var size = await output.WriteAsync(action.Target, context, async target =>
        {
            await using var gzip = new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true);
            await file.ReadAllAsync(action.Part.Bytes, chunk => gzip.Write(chunk.Span), context, cancellationToken);
        });
        context.Log($"{action.Target}: {action.Part.Bytes} bytes became {size}.");
        return new PackedFile(action.Target, action.Part.Bytes, size);
    }
}

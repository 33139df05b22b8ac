using Automation;

namespace Quickstart;

/// <summary>Reads a stretch of a file piece by piece, and reports how far it is.</summary>
internal static class ReadingExtensions
{
    public static async Task ReadAllAsync(
        this FileStream file, long bytes, Action<ReadOnlyMemory<byte>> use, StepContext context, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (var done = 0L; done < bytes;)
        {
            var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes - done)), cancellationToken);
            if (read == 0)
            {
                throw new StepFailedException("changed", $"'{file.Name}' became shorter while it was read. Start the program again.", retry: false);
            }

            use(buffer.AsMemory(0, read));
            done += read;
            context.ReportProgress(100.0 * done / bytes, "reading");
        }
    }
}

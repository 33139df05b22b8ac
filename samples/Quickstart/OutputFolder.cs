using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Automation;

namespace Quickstart;

/// <summary>Where results go. A file appears whole or not at all, and writing it again changes nothing.</summary>
internal sealed class OutputFolder(CommandLine options)
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes a file under the output folder and returns its size.</summary>
    public async Task<long> WriteAsync(string name, StepContext context, Func<Stream, Task> write)
    {
        var target = Path.Combine(options.Output, name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);

        // Named by the step's key: a repetition after a crash finds what the try before left behind, and overwrites it.
        var temporary = Path.Combine(options.Output, "unfinished-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.IdempotencyKey)))[..16]);
        await using (var file = File.Create(temporary))
        {
            await write(file);
            file.Flush(flushToDisk: true); // on disk before the engine records that the step is done
        }

        File.Move(temporary, target, overwrite: true);
        return new FileInfo(target).Length;
    }

    public Task<long> WriteJsonAsync<T>(string name, T value, StepContext context, CancellationToken cancellationToken) =>
        WriteAsync(name, context, target => JsonSerializer.SerializeAsync(target, value, Readable, cancellationToken));
}

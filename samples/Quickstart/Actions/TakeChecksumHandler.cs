using System.Security.Cryptography;
using Automation;

namespace Quickstart;

internal sealed class TakeChecksumHandler(CallLog calls) : IActionHandler<TakeChecksum, string>
{
    public async Task<string> HandleAsync(TakeChecksum action, StepContext context, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(context, cancellationToken);
        await using var file = action.File.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await file.ReadAllAsync(action.File.Bytes, chunk => hash.AppendData(chunk.Span), context, cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

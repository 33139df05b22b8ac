using Automation;

namespace Quickstart;

internal sealed class CountWordsHandler(CallLog calls) : IActionHandler<CountWords, TextFacts>
{
    public async Task<TextFacts> HandleAsync(CountWords action, StepContext context, CancellationToken cancellationToken)
    {
        await calls.BeginAsync(context, cancellationToken);
        using var reader = new StreamReader(action.File.Open());
        var counter = new WordCounter();
        var buffer = new char[16 * 1024];
        while (await reader.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            counter.Add(buffer.AsSpan(0, read));
        }

        return counter.End();
    }
}

using System.Globalization;
using Automation;

namespace ManyHosts.Shop;

/// <summary>Where orders come in: a line for each wish, a line for each answer, until the input ends.</summary>
internal sealed class Counter(IAutomationClient client, TimeProvider time)
{
    private static readonly RunStatus[] UnderWay = [RunStatus.Ready, RunStatus.Running, RunStatus.Waiting, RunStatus.Blocked];

    private readonly IScopedAutomation _shop = client.In("shop");

    public async Task ServeAsync(TextReader wishes, TextWriter answers)
    {
        await answers.WriteLineAsync("ready");
        while (await wishes.ReadLineAsync() is { } wish)
        {
            await answers.WriteLineAsync(wish.Split(' ') switch
            {
                ["place", var first, var count] => await PlaceAsync(int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)),
                ["wait"] => await WaitAsync(),
                ["succeeded"] => await SucceededAsync(),
                _ => $"'{wish}' is no wish.",
            });
        }
    }

    /// <summary>Publishes so many orders at once; the answer is how many of them were accepted, each with its run.</summary>
    private async Task<string> PlaceAsync(int first, int count)
    {
        var results = await Task.WhenAll(Enumerable.Range(first, count).Select(number =>
            _shop.PublishAsync(new OrderPlaced(number), new() { Key = $"order-{number}" })));
        return $"{results.Count(result => result.Verdicts.Any(verdict => verdict.RunId is not null))}";
    }

    /// <summary>Answers when no run is under way any more, on whichever host.</summary>
    private async Task<string> WaitAsync()
    {
        while ((await _shop.ListRunsAsync(new() { Statuses = UnderWay, Limit = 1 })).Items.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time);
        }

        return "done";
    }

    /// <summary>The orders whose runs succeeded.</summary>
    private async Task<string> SucceededAsync()
    {
        var orders = new List<string>();
        RunId? after = null;
        do
        {
            var page = await _shop.ListRunsAsync(new() { Statuses = [RunStatus.Succeeded], After = after, Limit = 200 });
            orders.AddRange(page.Items.Select(run => run.Subject!));
            after = page.Next;
        }
        while (after is not null);

        return string.Join(' ', orders);
    }
}

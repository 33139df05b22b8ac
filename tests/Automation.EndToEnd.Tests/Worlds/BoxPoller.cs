namespace Automation.EndToEnd.Worlds;

/// <summary>Finds all letters of the box behind the cursor.</summary>
internal sealed class BoxPoller(Outside outside) : IPollingTrigger<Box, Letter>
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public Task<PollResult<Letter>> PollAsync(Box trigger, PollContext context, CancellationToken cancellationToken)
    {
        string[] box = [.. outside.Box];
        var read = int.Parse(context.Cursor ?? "0");
        return Task.FromResult(new PollResult<Letter> { Items = [.. box[read..].Select(id => new PolledItem<Letter>(id, new Letter(id)) { Subject = id })], Cursor = $"{box.Length}" });
    }

    public TimeSpan IntervalOf(Box trigger) => Interval;
}

namespace Automation.EndToEnd.Worlds;

/// <summary>Finds two letters or more at a time. Asked again with the same cursor, it has more of them, in the other order, and with another text.</summary>
internal sealed class LetterPoller(Outside outside, Life life) : IPollingTrigger<Letters, Letter>
{
    public static readonly string[] Ids = ["a", "b", "c", "d", "e"];

    public Task<PollResult<Letter>> PollAsync(Letters trigger, PollContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        var poll = outside.Poll();
        var read = int.Parse(context.Cursor ?? "0");
        var upTo = Math.Min(Ids.Length, read + 2 + (poll % 2));
        var found = Ids[read..upTo].Select(id => new PolledItem<Letter>(id, new Letter($"{id} of poll {poll}")) { Subject = id });
        return Task.FromResult(new PollResult<Letter> { Items = [.. poll % 2 == 0 ? found.Reverse() : found], Cursor = $"{upTo}", HasMore = upTo < Ids.Length });
    }
}

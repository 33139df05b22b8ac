using System.Collections.Concurrent;

namespace Automation.Polling;

/// <summary>The source: survives crashes of the host. Thread-safe, but for what a test sets.</summary>
public sealed class Post
{
    /// <summary>The letters there are, in their order; the cursor is how many were read.</summary>
    public List<Letter> Letters { get; } = [];

    /// <summary>Every poll that was made.</summary>
    public ConcurrentQueue<PollContext> Polls { get; } = new();

    /// <summary>What a poll answers; null for the letters behind the cursor.</summary>
    public Func<Mailbox, PollContext, CancellationToken, Task<PollResult<Letter>>>? Answer { get; set; }

    public IEnumerable<string?> Cursors => Polls.Select(poll => poll.Cursor);

    public PollResult<Letter> Behind(string? cursor) => new()
    {
        Items = [.. Letters.Skip(int.Parse(cursor ?? "0")).Select(letter => new PolledItem<Letter>(letter.Id, letter) { Subject = $"letter-{letter.Id}" })],
        Cursor = $"{Letters.Count}",
    };
}

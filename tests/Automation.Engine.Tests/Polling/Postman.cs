namespace Automation.Polling;

/// <summary>Polls the post.</summary>
public sealed class Postman(Post post) : IPollingTrigger<Mailbox, Letter>
{
    public Task<PollResult<Letter>> PollAsync(Mailbox trigger, PollContext context, CancellationToken cancellationToken)
    {
        post.Polls.Enqueue(context);
        return post.Answer is { } answer ? answer(trigger, context, cancellationToken) : Task.FromResult(post.Behind(context.Cursor));
    }

    public TimeSpan IntervalOf(Mailbox trigger) => trigger.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(1);
}

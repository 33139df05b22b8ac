using System.Globalization;

namespace Automation.Simulation;

/// <summary>Finds some of the letters behind the cursor. Asked again with the same cursor, it may find more or fewer of them, in the other order; or it fails, or hangs.</summary>
internal sealed class MailboxPoller(World world, Machine machine, Life life) : IPollingTrigger<Mailbox, Letter>
{
    public async Task<PollResult<Letter>> PollAsync(Mailbox trigger, PollContext context, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        world.Counts.Add("polls");
        var (read, most) = (int.Parse(context.Cursor ?? "0", CultureInfo.InvariantCulture), world.Scheduler.Random.Next(1, 5));
        await machine.Pass(life, world.Weather.Latency()).WaitAsync(cancellationToken);
        switch (world.Weather.IsFair ? 100 : world.Scheduler.Random.Next(100))
        {
            case < 3:
                throw new InvalidOperationException("A fault of the simulation.");
            case < 5:
                await machine.Pass(life, TimeSpan.FromDays(1)).WaitAsync(cancellationToken);
                break;
            case < 8:
                // It does not listen to its token.
                await machine.Pass(life, world.Scheduler.Between(5_000, 60_000));
                break;
        }

        var upTo = Math.Min(world.Mail.Count(context.Scope), read + most);
        var found = Enumerable.Range(read + 1, upTo - read).Select(number => new PolledItem<Letter>($"{number}", new Letter($"{number}")) { Subject = $"{number}" });
        return new PollResult<Letter> { Items = [.. most % 2 == 0 ? found.Reverse() : found], Cursor = $"{upTo}", HasMore = upTo < world.Mail.Count(context.Scope) };
    }

    public TimeSpan IntervalOf(Mailbox trigger) => TimeSpan.FromSeconds(20);

    public TimeSpan TimeoutOf(Mailbox trigger) => TimeSpan.FromSeconds(10);
}

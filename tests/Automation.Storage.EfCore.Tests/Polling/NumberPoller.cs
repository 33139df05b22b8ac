namespace Automation.Storage.EfCore.Tests.Polling;

public sealed class NumberPoller(NumberSource source) : IPollingTrigger<Numbers, Number>
{
    public Task<PollResult<Number>> PollAsync(Numbers trigger, PollContext context, CancellationToken cancellationToken) => source.PollAsync(int.Parse(context.Cursor ?? "0"));

    public TimeSpan IntervalOf(Numbers trigger) => TimeSpan.FromSeconds(1);

    public TimeSpan TimeoutOf(Numbers trigger) => TimeSpan.FromMinutes(1);
}

namespace Automation;

/// <summary>Asks a source for what is new, and so fires a trigger type of the host's. One class per trigger type, added with <c>AddHandler</c> or <c>AddFrom</c>.</summary>
/// <remarks>
/// It is asked for each rule with such a trigger, in each scope where the rule counts, one poll at a time over all hosts as a rule; a host that died in the middle, or a slow one, may be
/// overtaken, and then two ask with the same cursor. Each poll has an instance from a DI scope of its own. The cursor moves on in the transaction that stores the last of what was found, so a poll
/// whose answer was lost is repeated with the same cursor: <see cref="PolledItem{TPayload}.Key"/> tells what was accepted already.
/// </remarks>
/// <typeparam name="TTrigger">The trigger's record: what the rule says about it.</typeparam>
/// <typeparam name="TPayload">What starts the rule.</typeparam>
public interface IPollingTrigger<TTrigger, TPayload>
    where TTrigger : class, ITrigger<TPayload>
{
    /// <summary>Asks for what came behind the cursor.</summary>
    /// <param name="trigger">What the rule says, with the scope's parameters.</param>
    /// <param name="context">For whom it is asked, and from where.</param>
    /// <param name="cancellationToken">Cancelled when the time is over (<see cref="TimeoutOf"/>) or the host stops. Whoever goes on regardless is not waited for.</param>
    /// <returns>What was found. Whatever is thrown is logged, shown by <see cref="IScopedAutomation.ListSchedulesAsync"/>, and tried again later and later.</returns>
    Task<PollResult<TPayload>> PollAsync(TTrigger trigger, PollContext context, CancellationToken cancellationToken);

    /// <summary>How long after a poll the next one begins, from 1 second to 1 day.</summary>
    /// <param name="trigger">What the rule says.</param>
    /// <returns>1 minute, unless the class says otherwise.</returns>
    TimeSpan IntervalOf(TTrigger trigger) => TimeSpan.FromMinutes(1);

    /// <summary>How long a poll may take, from 1 second to 10 minutes.</summary>
    /// <param name="trigger">What the rule says.</param>
    /// <returns>30 seconds, unless the class says otherwise.</returns>
    TimeSpan TimeoutOf(TTrigger trigger) => TimeSpan.FromSeconds(30);
}

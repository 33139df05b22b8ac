namespace Automation;

/// <summary>How one step is run. Immutable; part of the rule.</summary>
public sealed record StepOptions
{
    /// <summary>Whether and when a failed try is followed by another.</summary>
    /// <value>The default is <see cref="RetryOptions.None"/>.</value>
    public RetryOptions Retry { get; init; } = RetryOptions.None;

    /// <summary>How long one try may take, 1 ms to 30 days. For a deferred step: until its completion.</summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What a crash in mid-step means.</summary>
    /// <value>The default is <see cref="DeliveryMode.AtLeastOnce"/>.</value>
    public DeliveryMode Delivery { get; init; } = DeliveryMode.AtLeastOnce;

    /// <summary>The label of the agents that shall do the work. Recorded with the rule; this version runs every step in the host.</summary>
    /// <value>Null, the default: the host.</value>
    public string? RunOn { get; init; }
}

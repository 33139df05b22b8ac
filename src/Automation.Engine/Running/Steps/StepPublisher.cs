using Automation.Running.Machine;

namespace Automation.Running.Steps;

/// <summary>Publishes an event that a step of a run causes.</summary>
/// <param name="cause">The run.</param>
/// <param name="event">The event.</param>
/// <param name="options">What the handler says of it.</param>
/// <param name="stepKey">The event's place in its step, which stands for it when the handler gives no key: whatever another try makes of it, it is accepted once.</param>
/// <param name="cancellationToken">Stops waiting.</param>
internal delegate Task<PublishResult> StepPublisher(RunFacts cause, object @event, PublishOptions? options, string stepKey, CancellationToken cancellationToken);

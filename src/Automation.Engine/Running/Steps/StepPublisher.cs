using Automation.Storage;

namespace Automation.Running.Steps;

/// <summary>Publishes an event that a step of a run causes.</summary>
internal delegate Task<PublishResult> StepPublisher(RunRecord cause, object @event, PublishOptions options, CancellationToken cancellationToken);

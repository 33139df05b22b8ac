namespace Automation;

/// <summary>A trigger type of the host's own: a record with its config, which yields payloads of one type. Fired by an <see cref="IPollingTrigger{TTrigger, TPayload}"/>.</summary>
/// <typeparam name="TPayload">What starts the rule; mapped to the rule's input.</typeparam>
public interface ITrigger<out TPayload>;

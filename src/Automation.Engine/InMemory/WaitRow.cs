namespace Automation.Storage;

/// <summary>A wait of a live run.</summary>
internal sealed class WaitRow(RunRow run, EventTopic topic, WaitRecord wait)
{
    public RunRow Run { get; } = run;

    public EventTopic Topic { get; } = topic;

    public WaitRecord Wait { get; } = wait;
}

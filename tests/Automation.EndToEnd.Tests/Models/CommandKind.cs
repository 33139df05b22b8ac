namespace Automation.EndToEnd.Models;

/// <summary>What a client, or fate, can do.</summary>
public enum CommandKind
{
    Publish,
    Repeat,
    Conflict,
    Start,
    SaveRule,
    DisableRule,
    EnableRule,
    DeleteRule,
    Change,
    Pause,
    Resume,
    Override,
    Release,
    StopClock,
    StartClock,
    Cancel,
    Complete,
    Write,
    Deliver,
    Redeliver,
    SwitchWebhook,
    Propose,
    Accept,
    Dismiss,
    Advance,
    Crash,
    Restart,
}

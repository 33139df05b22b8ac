namespace Automation.Storage;

/// <summary>What became of a <see cref="SignalOperation"/>.</summary>
public enum SignalStatus
{
    /// <summary>Stored (or stored before).</summary>
    Delivered,

    /// <summary>The run ended before; nothing stored.</summary>
    Ended,

    /// <summary>The scope has no such run; nothing stored.</summary>
    NotFound,
}

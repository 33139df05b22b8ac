namespace Automation.EndToEnd.Worlds;

/// <summary>What goes wrong at one operation of the store.</summary>
public enum FaultKind
{
    /// <summary>The process dies before the store does it.</summary>
    CrashBefore,

    /// <summary>The store does it, then the process dies before it hears of it.</summary>
    CrashAfter,

    /// <summary>The store does it, and says that it does not know; the process lives on.</summary>
    UnknownStored,

    /// <summary>The store does not do it, and says that it does not know; the process lives on.</summary>
    UnknownLost,
}

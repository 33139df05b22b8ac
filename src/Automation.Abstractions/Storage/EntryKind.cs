namespace Automation.Storage;

/// <summary>The kinds of ledger rows. The numbers are stored.</summary>
public enum EntryKind
{
    /// <summary>The final outcome of a step. Try is 0, so that there is at most one per path.</summary>
    Outcome = 1,

    /// <summary>A try that failed and is followed by another. Try is its number.</summary>
    FailedTry = 2,

    /// <summary>An at-most-once try is about to start. Try is its number.</summary>
    Started = 3,

    /// <summary>A deferred try was handed to a job elsewhere. Try is its number; the body names the job.</summary>
    Deferred = 4,

    /// <summary>A condition of the host's was answered. Try is 0; the body is true or false.</summary>
    Decision = 5,

    /// <summary>The run ended without a last step. Path empty; try counts.</summary>
    End = 6,

    /// <summary>The run goes on with another build of its code rule. Path empty; try counts; the body is the new hash.</summary>
    Adopted = 7,

    /// <summary>Somebody approved what the run may cost, and it begins. Path empty; try counts; the body is who, as JSON string, or null.</summary>
    Approved = 8,
}

using System.Text.Json.Serialization;

namespace Automation;

/// <summary>The answer to an approval.</summary>
[JsonConverter(typeof(WordJsonConverter<ApproveStatus>))]
public enum ApproveStatus
{
    /// <summary>Stored; the run begins, or does when its rule is switched on.</summary>
    Accepted = 1,

    /// <summary>The run does not wait for an approval: it needs none, or it has one.</summary>
    NotWaiting = 2,

    /// <summary>The run has ended.</summary>
    AlreadyEnded = 3,

    /// <summary>There is no such run in this scope.</summary>
    NotFound = 4,
}

using System.Text.Json.Serialization;

namespace Automation;

/// <summary>The answer to a cancel.</summary>
[JsonConverter(typeof(WordJsonConverter<CancelStatus>))]
public enum CancelStatus
{
    /// <summary>Stored; no outcome whose commit began later is followed by another step.</summary>
    Accepted = 1,

    /// <summary>The run ended before.</summary>
    AlreadyEnded = 2,

    /// <summary>There is no such run in this scope.</summary>
    NotFound = 3,
}

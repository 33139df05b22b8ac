using System.Text.Json.Serialization;

namespace Automation;

/// <summary>The answer to a completion.</summary>
[JsonConverter(typeof(WordJsonConverter<CompletionStatus>))]
public enum CompletionStatus
{
    /// <summary>Stored; the run goes on.</summary>
    Accepted = 1,

    /// <summary>The run ended, or this try is over: it timed out, was retried or was completed before.</summary>
    Late = 2,

    /// <summary>There is no such run in this scope.</summary>
    NotFound = 3,
}

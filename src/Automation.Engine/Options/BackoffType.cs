using System.Text.Json.Serialization;

namespace Automation;

/// <summary>How the wait between two tries grows. The names are stored.</summary>
[JsonConverter(typeof(WordJsonConverter<BackoffType>))]
public enum BackoffType
{
    /// <summary>Always the same wait.</summary>
    Fixed = 1,

    /// <summary>Twice the wait before.</summary>
    Exponential = 2,
}

using System.Text.Json.Serialization;

namespace Automation;

/// <summary>How a run is run again.</summary>
[JsonConverter(typeof(WordJsonConverter<RerunMode>))]
public enum RerunMode
{
    /// <summary>From the beginning, with the same input.</summary>
    Same = 1,

    /// <summary>From the beginning, with another input: <see cref="RerunOptions.Input"/>.</summary>
    EditedInput = 2,

    /// <summary>From the step that failed, or from <see cref="RerunOptions.Step"/>: what was done before it is taken over and not done again.</summary>
    FromStep = 3,
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Automation;

/// <summary>The id of a job that an action started in another system, as that system calls it.</summary>
/// <param name="Value">The foreign id; kept as it is, shown on the step's record.</param>
[JsonConverter(typeof(IdJsonConverter<JobId>))]
public readonly record struct JobId(string Value) : IParsable<JobId>
{
    /// <inheritdoc/>
    public override string ToString() => Value;

    static JobId IParsable<JobId>.Parse(string s, IFormatProvider? provider) => s.Length > 0 ? new(s) : throw new FormatException("A job id is not empty.");

    static bool IParsable<JobId>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result)
    {
        result = new(s!);
        return s is { Length: > 0 };
    }
}

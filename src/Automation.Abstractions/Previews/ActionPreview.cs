namespace Automation;

/// <summary>What an action would do. Immutable.</summary>
public sealed class ActionPreview
{
    private ActionPreview(string summary, object? result, bool hasResult)
    {
        (Summary, Result, HasResult) = (summary, result, hasResult);
    }

    /// <summary>A sentence for people: <c>Would send the invoice to ada@example.org.</c></summary>
    public string Summary { get; }

    /// <summary>The result that the action would have; null also when it is not known.</summary>
    public object? Result { get; }

    /// <summary>Whether <see cref="Result"/> is known: then later steps are rendered with it.</summary>
    public bool HasResult { get; }

    /// <summary>What it would do, without a result; what needs the result is shown as unknown.</summary>
    public static ActionPreview Of(string summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new(summary, null, false);
    }

    /// <summary>What it would do, with the result that it would have, as the action declares it.</summary>
    public static ActionPreview Of<TResult>(string summary, TResult result)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new(summary, result, true);
    }
}

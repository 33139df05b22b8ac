namespace Automation;

/// <summary>Thrown to code that a preview asked and that tried to change something: a preview performs nothing.</summary>
/// <remarks>The call was not made. Catching it does not hide it: the report names it.</remarks>
/// <param name="what">What was refused: <c>an HTTP call (POST example.org)</c>.</param>
public sealed class PreviewWriteException(string what)
    : InvalidOperationException($"A preview performs nothing, and {what} was refused. Say what would be done in IActionPreview<TAction>, and leave doing it to the handler.")
{
    /// <summary>What was refused.</summary>
    public string What { get; } = what;
}

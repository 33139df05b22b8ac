using System.Text.Json;

namespace Automation.Templates;

/// <summary>The data that templates and conditions see: JSON values, and nothing behind them.</summary>
/// <remarks>The values must have passed <see cref="Json.JsonGate"/>, or have been written by a serializer.</remarks>
internal interface IValueSource
{
    /// <summary>Finds the document that holds the path's value; the path itself walks on from there.</summary>
    /// <param name="path">The path as read. Its root decides, for <c>steps</c> and <c>items</c> also its first names.</param>
    /// <param name="value">The document.</param>
    /// <param name="used">How many segments of the path led to the document: 0 for <c>input</c>, 2 for <c>steps.a.output</c>.</param>
    /// <returns>False when there is no such document: the path then has no value.</returns>
    bool TryGetDocument(ValuePath path, out JsonElement value, out int used);
}

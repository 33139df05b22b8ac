namespace Automation.Json;

/// <summary>Finds halves of surrogate pairs, which no encoding can carry and which would be replaced without a word.</summary>
internal static class LoneSurrogate
{
    /// <summary>A sentence about the first one in a document; null when there is none.</summary>
    public static string? Find(string document)
    {
        for (var at = document.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); at >= 0 && at < document.Length; at++)
        {
            if (!char.IsSurrogate(document[at]))
            {
                continue;
            }

            if (at + 1 == document.Length || !char.IsSurrogatePair(document[at], document[at + 1]))
            {
                return $"The document has half of a surrogate pair at {TextPlace.Of(document, at)}, which is no character. Write whole characters.";
            }

            at++;
        }

        return null;
    }
}

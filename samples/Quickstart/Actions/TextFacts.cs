namespace Quickstart;

/// <summary>What a text consists of.</summary>
/// <param name="Lines">Ends of lines, and a last line without one.</param>
/// <param name="Words">Stretches of letters and digits.</param>
/// <param name="Frequent">The five most frequent words of four characters or more.</param>
internal sealed record TextFacts(long Lines, long Words, IReadOnlyList<string> Frequent);

using System.Text;

namespace Quickstart;

/// <summary>Counts lines and words of a text that comes in pieces.</summary>
internal sealed class WordCounter
{
    private readonly Dictionary<string, int> _frequent = new(StringComparer.Ordinal);
    private readonly StringBuilder _word = new();
    private long _lines;
    private long _words;
    private char _last = '\n';

    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            _last = character;
            if (char.IsLetterOrDigit(character))
            {
                _word.Append(char.ToLowerInvariant(character));
                continue;
            }

            EndWord();
            _lines += character == '\n' ? 1 : 0;
        }
    }

    public TextFacts End()
    {
        EndWord();
        var top = _frequent.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(5);
        return new TextFacts(_lines + (_last == '\n' ? 0 : 1), _words, [.. top.Select(pair => $"{pair.Key} ({pair.Value})")]);
    }

    private void EndWord()
    {
        if (_word.Length is >= 4 and <= 40)
        {
            var word = _word.ToString();
            _frequent[word] = _frequent.GetValueOrDefault(word) + 1;
        }

        _words += _word.Length > 0 ? 1 : 0;
        _word.Clear();
    }
}

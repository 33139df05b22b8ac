using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Automation;

/// <summary>Names one try of one deferred step, so that whoever finishes the work elsewhere can complete it.</summary>
/// <remarks>
/// Handed to the handler before it starts anything: a completion is accepted from then on, even before the handler returned.
/// A token of an older try is refused as <see cref="CompletionStatus.Late"/>.
/// </remarks>
/// <param name="RunId">The run.</param>
/// <param name="Path">The step, with its loop indexes.</param>
/// <param name="Attempt">The try, counted from 1.</param>
[JsonConverter(typeof(IdJsonConverter<CompletionToken>))]
public readonly record struct CompletionToken(RunId RunId, StepPath Path, int Attempt) : IParsable<CompletionToken>
{
    /// <summary>Reads a token as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not a token.</exception>
    public static CompletionToken Parse(string text) => TryParse(text, out var token)
        ? token
        : throw new FormatException($"A completion token has the form '{{run id}}.{{attempt}}.{{step}}', as StepContext.CompletionToken writes it; it is {IdText.Show(text)}.");

    /// <summary>Reads a token as <see cref="Parse"/> does; false when <paramref name="text"/> is null or not a token.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CompletionToken token)
    {
        token = default;
        if (text is not { Length: <= 512 } || text.Split('.', 3) is not [var run, var attempt, { Length: > 0 } path])
        {
            return false;
        }

        if (!RunId.TryParse(run, out var runId)
            || !int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }

        token = new CompletionToken(runId, new StepPath(path.Replace('~', '/')), number);
        return true;
    }

    /// <summary>The token as text that is safe in a URL segment.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{RunId.Value:N}.{Attempt}.{Path.Value.Replace('/', '~')}");

    static CompletionToken IParsable<CompletionToken>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<CompletionToken>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CompletionToken result) => TryParse(s, out result);
}

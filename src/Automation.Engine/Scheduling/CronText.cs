using System.Globalization;
using Automation.Json;

namespace Automation.Scheduling;

/// <summary>A part of a cron expression that remembers where it stands, so that every fault can name its column.</summary>
/// <param name="Whole">The whole expression.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct CronText(string Whole, int Start, int Length)
{
    private static readonly char[] Blanks = [' ', '\t'];

    public ReadOnlySpan<char> Span => Whole.AsSpan(Start, Length);

    /// <summary>The part from a position on.</summary>
    public CronText From(int position) => new(Whole, Start + position, Length - position);

    /// <summary>The part before a position.</summary>
    public CronText Before(int position) => new(Whole, Start, position);

    /// <summary>The parts between blanks.</summary>
    public List<CronText> Fields() => Split(Blanks, keepEmpty: false);

    /// <summary>The parts between commas, empty ones too.</summary>
    public List<CronText> Items() => Split([','], keepEmpty: true);

    /// <summary>The part as a number of one or two digits; null when it is none. No field takes longer ones.</summary>
    public int? Number() => Length is 1 or 2 && int.TryParse(Span, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public ScheduleException Fault(string what) => new(
        ScheduleCodes.InvalidCron,
        string.Create(CultureInfo.InvariantCulture, $"The cron expression {ShortText.Quote(Whole)} is wrong at column {Start + 1}: {what}"));

    public override string ToString() => Span.ToString();

    private List<CronText> Split(char[] separators, bool keepEmpty)
    {
        var parts = new List<CronText>();
        var start = 0;
        for (var position = 0; position <= Length; position++)
        {
            if (position == Length || separators.Contains(Span[position]))
            {
                if (keepEmpty || position > start)
                {
                    parts.Add(new(Whole, Start + start, position - start));
                }

                start = position + 1;
            }
        }

        return parts;
    }
}

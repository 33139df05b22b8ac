using Automation.Json;

namespace Automation.Scheduling;

/// <summary>The numbers of one field, one bit each, from lists, ranges, steps and names.</summary>
internal static class CronValues
{
    private const int Sunday = 0;
    private const int SundayToo = 7;

    /// <summary>Reads one item of a list: <c>*</c>, <c>5</c>, <c>MON-FRI</c>, <c>22-2</c>, <c>*/15</c>, <c>10-40/10</c> or <c>5/15</c>.</summary>
    /// <param name="item">The item.</param>
    /// <param name="field">Its field.</param>
    /// <param name="isSpread">Whether the values recur, as <c>*</c> and steps say, rather than being named one by one.</param>
    public static ulong Read(CronText item, CronField field, out bool isSpread)
    {
        var slash = item.Span.IndexOf('/');
        var range = slash < 0 ? item : item.Before(slash);
        var step = slash < 0 ? 1 : ReadStep(item.From(slash + 1), field);
        if (range.Span is "*")
        {
            isSpread = true;
            return Bits(field, field.Least, field.Least + field.Count - 1, step);
        }

        isSpread = slash >= 0;
        var dash = range.Span.IndexOf('-');
        if (dash < 0)
        {
            var value = ReadValue(range, field);
            return Range(field, value, isSpread ? field.Least + field.Count - 1 : value, step);
        }

        return Range(field, ReadValue(range.Before(dash), field), ReadValue(range.From(dash + 1), field), step);
    }

    /// <summary>Reads a number or a name.</summary>
    public static int ReadValue(CronText text, CronField field)
    {
        if (text.Length == 0)
        {
            throw text.Fault($"a value of the {field.Name} is missing. {field.Allowed} is allowed.");
        }

        var name = Array.FindIndex(field.Names, name => text.Span.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (name >= 0)
        {
            return field.Least + name;
        }

        if (text.Span.ContainsAnyExceptInRange('0', '9'))
        {
            throw text.Fault(text.Span is "?"
                ? $"'?' is allowed alone in a day field only. Use '*' for every {field.Name}."
                : $"{ShortText.Quote(text.ToString())} is no value of the {field.Name}. {field.Allowed} is allowed.");
        }

        return text.Number() is { } number && number >= field.Least && number <= field.Most
            ? number
            : throw text.Fault($"the {field.Name} {ShortText.Cut(text.ToString())} is out of range. {field.Allowed} is allowed.");
    }

    private static int ReadStep(CronText text, CronField field) =>
        text.Number() is { } step && step >= 1 && step <= field.Most
            ? step
            : throw text.Fault($"{ShortText.Quote(text.ToString())} is no step of the {field.Name}. A whole number from 1 to {field.Most} is allowed.");

    // A range whose end lies before its beginning goes on from the first value: 22-2 is 22, 23, 0, 1, 2.
    private static ulong Range(CronField field, int first, int last, int step)
    {
        if (field == CronField.DayOfWeek && first == SundayToo && last != SundayToo)
        {
            first = Sunday;
        }

        return Bits(field, first, last < first ? last + field.Count : last, step);
    }

    private static ulong Bits(CronField field, int first, int last, int step)
    {
        var bits = 0UL;
        for (var value = first; value <= last; value += step)
        {
            bits |= 1UL << (field.Least + (value - field.Least) % field.Count);
        }

        return bits;
    }
}

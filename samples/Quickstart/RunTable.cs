using System.Globalization;
using Automation;

namespace Quickstart;

/// <summary>Says how each run went, in a row.</summary>
internal static class RunTable
{
    public static void Write(IEnumerable<RunDetails> runs)
    {
        var rows = runs.OrderBy(run => run.Subject, StringComparer.Ordinal)
            .Select(run => (File: run.Subject ?? "", Run: Word(run.Status), Time: Duration(run.CreatedAt, run.EndedAt), Steps: Steps(run)))
            .Prepend((File: "FILE", Run: "RUN", Time: "TIME", Steps: "STEPS (succeeded unless it says otherwise)"))
            .ToList();
        if (rows.Count > 1)
        {
            var width = rows.Max(row => row.File.Length);
            Console.WriteLine();
            rows.ForEach(row => Console.WriteLine($"{row.File.PadRight(width)}  {row.Run,-10} {row.Time,10}  {row.Steps}"));
            Console.WriteLine();
        }
    }

    private static string Steps(RunDetails run) => string.Join(", ", run.Steps
        .GroupBy(step => (step.Path.StepId, step.Status))
        .Select(group => string.Join(' ', Parts(group.Key.StepId, group.Key.Status, [.. group]))));

    private static IEnumerable<string> Parts(string id, StepStatus status, IReadOnlyList<StepRecord> steps)
    {
        yield return steps.Count == 1 ? id : $"{steps.Count} × {id}";
        if (status != StepStatus.Succeeded)
        {
            yield return Word(status);
        }

        if (steps.Sum(step => step.Attempts.Count) is var tries && tries > steps.Count)
        {
            yield return $"in {tries} tries";
        }

        if (steps.Max(step => step.EndedAt) is { } end)
        {
            yield return Duration(steps.Min(step => step.StartedAt), end);
        }
    }

    private static string Word<T>(T status)
        where T : struct, Enum => status.ToString().ToLowerInvariant();

    private static string Duration(DateTimeOffset? from, DateTimeOffset? to) =>
        to - from is { } span ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:#,0} ms") : "";
}

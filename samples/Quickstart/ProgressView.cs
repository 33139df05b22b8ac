using Automation;

namespace Quickstart;

/// <summary>Shows what happens while it happens: a line that changes on a terminal, plain lines elsewhere.</summary>
internal sealed class ProgressView(DateTimeOffset began)
{
    private readonly HashSet<(RunId, StepPath)> _shown = [];
    private string _latest = "";

    public void Show(RunDetails run)
    {
        foreach (var step in run.Steps.Where(step => run.EndedAt is null || run.EndedAt >= began))
        {
            if (step.EndedAt is null)
            {
                _latest = $"{run.Subject}: {step.Path} {step.Percent:0} %";
            }
            else if (_shown.Add((run.Id, step.Path)))
            {
                var note = step.EndedAt < began ? "was done before" : step.Status.ToString().ToLowerInvariant();
                _latest = $"{run.Subject}: {step.Path} {note}";
                if (Console.IsOutputRedirected)
                {
                    Console.WriteLine("  " + _latest);
                }
            }
        }
    }

    public void Sum(int done, int all)
    {
        if (!Console.IsOutputRedirected && all > 0)
        {
            var line = done == all ? "" : $"{done} of {all} runs done. {_latest}";
            var width = Math.Max(20, Console.WindowWidth - 1);
            Console.Write("\r" + (line.Length > width ? line[..width] : line.PadRight(width)) + "\r");
        }
    }
}

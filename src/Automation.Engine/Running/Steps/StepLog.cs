using Microsoft.Extensions.Logging;

namespace Automation.Running.Steps;

/// <summary>The lines of a run that are not stored yet. Thread-safe.</summary>
/// <param name="last">The greatest number that is stored.</param>
/// <param name="added">Called after the first line since the last <see cref="Take"/>.</param>
internal sealed class StepLog(long last, Action added)
{
    private readonly Lock _gate = new();
    private List<LogRecord> _lines = [];
    private long _last = last;

    public void Add(StepPath path, int attempt, DateTimeOffset at, LogLevel level, string message, double? percent)
    {
        bool first;
        lock (_gate)
        {
            first = _lines.Count == 0;
            _lines.Add(new LogRecord { Path = path, Number = ++_last, Attempt = attempt, At = at, Level = level, Message = message, Percent = percent });
        }

        if (first)
        {
            added();
        }
    }

    /// <summary>Lines that were taken and not stored, but for those up to a number.</summary>
    public void PutBack(IReadOnlyList<LogRecord> lines, long stored)
    {
        lock (_gate)
        {
            _lines.InsertRange(0, lines.Where(line => line.Number > stored));
        }
    }

    public IReadOnlyList<LogRecord> Take()
    {
        lock (_gate)
        {
            if (_lines.Count == 0)
            {
                return [];
            }

            var lines = _lines;
            _lines = [];
            return lines;
        }
    }
}

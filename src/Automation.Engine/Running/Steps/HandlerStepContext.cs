using Automation.Json;
using Automation.Running.Machine;
using Microsoft.Extensions.Logging;

namespace Automation.Running.Steps;

/// <summary>The context of one try.</summary>
internal sealed class HandlerStepContext(
    RunFacts facts, StepFlight flight, long claimNumber, TimeProvider time, StepLog log, StepPublisher publisher) : StepContext
{
    private const int MaxLines = 1000;
    private const int MaxLineCharacters = 8192;

    private readonly Lock _gate = new();
    private List<JobId>? _jobs;
    private DateTimeOffset _progressAt = DateTimeOffset.MinValue;
    private int _lines;
    private int _published;

    public override RunId RunId => facts.Run.Id;

    public override string Scope => facts.Run.Scope;

    public override string Rule => facts.Run.Rule;

    public override StepPath Path { get; } = new(flight.Work.Path);

    public override string? Subject => facts.Run.Subject;

    public override int Attempt => flight.Attempt;

    public override long ClaimNumber => claimNumber;

    public IReadOnlyList<JobId> Jobs
    {
        get
        {
            lock (_gate)
            {
                return _jobs is null ? [] : [.. _jobs];
            }
        }
    }

    public override void ReportProgress(double percent, string? phase = null)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (percent < 100 && now - _progressAt < TimeSpan.FromSeconds(1))
            {
                return;
            }

            _progressAt = now;
        }

        log.Add(Path, Attempt, now, LogLevel.None, phase is null ? "" : StorableText.Clean(phase, 1024), double.IsNaN(percent) ? 0 : Math.Clamp(percent, 0, 100));
    }

    public override void Log(string message, LogLevel level = LogLevel.Information)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (_gate)
        {
            if (++_lines > MaxLines)
            {
                return;
            }
        }

        var line = message.Length > MaxLineCharacters ? message[..MaxLineCharacters] : message;
        log.Add(Path, Attempt, time.GetUtcNow(), level == LogLevel.None ? LogLevel.Information : level, StorableText.Clean(line, MaxLineCharacters * 3), null);
    }

    public override void AddJob(JobId job)
    {
        ArgumentException.ThrowIfNullOrEmpty(job.Value);
        lock (_gate)
        {
            (_jobs ??= []).Add(new JobId(StorableText.Clean(job.Value, 1024)));
        }
    }

    public override Task<PublishResult> PublishAsync<TEvent>(TEvent @event, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(@event);
        var number = Interlocked.Increment(ref _published);
        return publisher(facts, @event, options, $"{IdempotencyKey}#{number}", cancellationToken);
    }
}

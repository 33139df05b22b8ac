namespace Automation.Storage;

public sealed partial class InMemoryStore
{
    /// <inheritdoc/>
    public Task<bool> OverrideSubjectAsync(string scope, SubjectOverride standing, SignalRecord pause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(pause);
        return Transact(
            data =>
            {
                data.Runs.Now = standing.At;
                if (!data.Overrides.TrySet(scope, standing))
                {
                    return false;
                }

                data.Rules.Raise(scope);
                foreach (var run in data.Runs.AliveAbout(scope, standing.Subject))
                {
                    Signals.Add(data, run, Copies.Of(pause));
                    Signals.Wake(data, run, held: false, cancel: false);
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReleaseSubjectAsync(string scope, string subject, DateTimeOffset now, CancellationToken cancellationToken) => Transact(
        data =>
        {
            data.Runs.Now = now;
            if (!data.Overrides.Remove(scope, subject))
            {
                return false;
            }

            data.Rules.Raise(scope);
            foreach (var run in data.Runs.AliveAbout(scope, subject).Where(run => run.Signals.Any(signal => signal.Key == SubjectOverrides.Pause)))
            {
                Signals.Remove(data, run, [SubjectOverrides.Pause]);
                if (run.Live is { State: LiveState.Parked, Need: SubjectOverrides.Need })
                {
                    Signals.Wake(data, run, held: true, cancel: false);
                }
                else if (run.Live!.State == LiveState.Owned)
                {
                    Signals.Add(data, run, new SignalRecord(SubjectOverrides.Resume, default, now.ToUniversalTime()));
                }
            }

            return true;
        },
        cancellationToken);
}

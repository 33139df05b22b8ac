namespace Automation.Storage;

public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<bool> OverrideSubjectAsync(string scope, SubjectOverride standing, SignalRecord pause, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(pause);
        return WriteAsync(session => session.Overrides.Set(scope, standing, pause), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReleaseSubjectAsync(string scope, string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync(session => session.Overrides.Release(scope, subject, now), cancellationToken);
}

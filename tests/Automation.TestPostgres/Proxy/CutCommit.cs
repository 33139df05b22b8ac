namespace Automation.Postgres.Proxy;

/// <summary>An order to cut a connection at one commit, just before the server gets it or before the client gets its answer; given up by disposing.</summary>
public sealed class CutCommit : IDisposable
{
    private readonly TaskCompletionSource<PgCommit> _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<PgCommit, bool> _which;
    private readonly int _number;
    private int _seen;

    internal CutCommit(int number, Func<PgCommit, bool> which)
    {
        _number = number;
        _which = which;
    }

    /// <summary>Gets the task that completes when it has happened: the client's connection was reset.</summary>
    public Task<PgCommit> Happened => _happened.Task;

    /// <summary>Gets a value indicating whether it is still to happen.</summary>
    internal bool Waits { get; private set; } = true;

    /// <inheritdoc/>
    public void Dispose() => Waits = false;

    /// <summary>Counts a commit; says whether it is the one. Callers hold a lock.</summary>
    internal bool Takes(PgCommit commit)
    {
        if (!Waits || !_which(commit) || ++_seen != _number)
        {
            return false;
        }

        Waits = false;
        return true;
    }

    internal void Complete(PgCommit commit) => _happened.TrySetResult(commit);
}

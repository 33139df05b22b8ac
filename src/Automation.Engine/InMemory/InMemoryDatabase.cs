namespace Automation.Storage;

/// <summary>What an <see cref="InMemoryStore"/> keeps. It outlives the stores that open it, as a disk outlives a crashed process.</summary>
/// <remarks>Thread-safe. Lost with the process: for tests, samples and rules whose loss harms nobody.</remarks>
public sealed class InMemoryDatabase
{
    private readonly Lock _gate = new();

    internal UndoLog Undo { get; } = new();

    internal NodeTable Nodes { get; } = new();

    internal EventTable Events { get; } = new();

    internal RunTable Runs { get; } = new();

    internal WaitTable Waits { get; } = new();

    internal DedupeTable Dedupe { get; } = new();

    internal RuleTable Rules { get; } = new();

    /// <summary>One act: all of it is kept, or nothing when it throws.</summary>
    internal T Transact<T>(Func<InMemoryDatabase, T> act)
    {
        lock (_gate)
        {
            try
            {
                var answer = act(this);
                Undo.Forget();
                return answer;
            }
            catch
            {
                Undo.RollBack();
                throw;
            }
        }
    }
}

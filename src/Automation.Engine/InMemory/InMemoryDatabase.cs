namespace Automation.Storage;

/// <summary>What an <see cref="InMemoryStore"/> keeps. It outlives the stores that open it, as a disk outlives a crashed process.</summary>
/// <remarks>Thread-safe. Lost with the process: for tests, samples and rules whose loss harms nobody.</remarks>
public sealed class InMemoryDatabase
{
    private readonly Lock _gate = new();
    private Listening[] _listeners = [];
    private bool _news;

    internal UndoLog Undo { get; } = new();

    internal NodeTable Nodes { get; } = new();

    internal EventTable Events { get; } = new();

    internal RunTable Runs { get; } = new();

    internal WaitTable Waits { get; } = new();

    internal DedupeTable Dedupe { get; } = new();

    internal ChainTable Chains { get; } = new();

    internal BudgetTable Budgets { get; } = new();

    internal RuleTable Rules { get; } = new();

    internal ScheduleTable Schedules { get; } = new();

    internal OverrideTable Overrides { get; } = new();

    internal DebounceTable Debounces { get; } = new();

    internal BreakerTable Breakers { get; } = new();

    internal SuggestionTable Suggestions { get; } = new();

    internal WebhookTable Webhooks { get; } = new();

    /// <summary>Something happened that a node may want to look at: told to the other doors when the act is kept.</summary>
    internal void TellOthers() => _news = true;

    /// <summary>One act through a door: all of it is kept, or nothing when it throws.</summary>
    internal T Transact<T>(InMemoryStore door, Func<InMemoryDatabase, T> act)
    {
        T answer;
        Listening[] told;
        lock (_gate)
        {
            _news = false;
            Runs.MadeReady = false;
            try
            {
                answer = act(this);
                Undo.Forget();
            }
            catch
            {
                Undo.RollBack();
                throw;
            }

            told = _news || Runs.MadeReady ? _listeners : [];
        }

        // Outside of the lock: whoever hears may look at once.
        foreach (var listening in told)
        {
            if (listening.Door != door)
            {
                listening.Hear();
            }
        }

        return answer;
    }

    internal Listening Listen(InMemoryStore door, Action heard)
    {
        var listening = new Listening(door, heard, ended =>
        {
            lock (_gate)
            {
                _listeners = [.. _listeners.Where(other => other != ended)];
            }
        });
        lock (_gate)
        {
            _listeners = [.. _listeners, listening];
        }

        return listening;
    }
}

using Automation.Caching;
using Automation.Running.Machine;
using Automation.Running.Steps;
using Automation.Scheduling;
using Automation.Storage;

namespace Automation.Intake;

/// <summary>Ends chains of events and runs that cause each other: they go so deep, and start so many runs, and no more.</summary>
internal sealed class ChainGuard(IAutomationStore store)
{
    private readonly RecentEntries<AutomationEventId, int> _first = new(10_000);

    /// <summary>Why the event starts nothing, in a sentence: its chain has gone on for too long, or has started too much. Null when it may.</summary>
    public string? RefusalOf(EventRecord @event, Refusals refusals, ScopeBounds bounds) =>
        @event.Depth > bounds.MaxChainDepth
            ? $"{@event.Depth} runs lie between this event and event {@event.Root}, which began the chain; {bounds.DepthOption} allows {bounds.MaxChainDepth}."
        : refusals.RunsOfRoot is not { } runs ? null
        : @event.Depth == 0
            ? $"This event would start {runs} runs, which are more than {bounds.RootOption} allows, {bounds.MaxRunsPerRoot}: it starts none."
        : $"{runs} runs were started by the chain that event {@event.Root} began, and with those of this event it were more than {bounds.RootOption} allows, which is {bounds.MaxRunsPerRoot}.";

    /// <summary>Why a handler may not start a run by hand, in a sentence; null when it may, and for everybody else.</summary>
    public string? RefusalOf(ChainLink link, ScopeBounds bounds) => link.Depth <= bounds.MaxChainDepth ? null
        : $"A handler started it, and {link.Depth} runs that caused each other lie before it; {bounds.DepthOption} allows {bounds.MaxChainDepth}.";

    /// <summary>Why a run that a handler starts by hand is one too many for its chain.</summary>
    public string ExplainFull(ChainLink link, int runs, ScopeBounds bounds) =>
        $"A handler started it, and {runs} runs were started by the chain that event {link.Root} began already; {bounds.RootOption} allows {bounds.MaxRunsPerRoot}.";

    /// <summary>Whether an event from outside would start more runs than it may: no store counts those.</summary>
    public bool IsTooMuch(EventRecord @event, int runs, ScopeBounds bounds) => @event.Depth == 0 && runs > bounds.MaxRunsPerRoot;

    /// <summary>How many runs the chain may start; null when they are not counted: those of what came from outside, and none.</summary>
    public int? MostOf(ChainLink link, int runs, ScopeBounds bounds) => link is { Depth: > 0, Root: not null } && runs > 0 ? bounds.MaxRunsPerRoot : null;

    /// <summary>How many runs the event from outside started itself. Asked for what its runs cause at once, with which the count begins; before anything is taken for them, since the store may be away.</summary>
    /// <param name="scope">The scope in which the chain goes on. It began in that of the run whose handler is at work; where none is, such as for what was saved in a transaction of the host, in this one as far as this host knows.</param>
    /// <param name="link">The place in the chain.</param>
    public async ValueTask<int> FirstRunsAsync(string scope, ChainLink link)
    {
        if (link is not { Depth: 1, Root: { } root })
        {
            return 0;
        }

        if (_first.TryGet(root, out var known))
        {
            return known;
        }

        var began = StepCause.Current is { } cause && cause.Root == root ? cause.Run.Scope : scope;
        if (await store.FindEventAsync(began, root, CancellationToken.None).ConfigureAwait(false) is not { Depth: 0 } first)
        {
            return 0;
        }

        // What an event started never changes.
        var runs = first.Verdicts.Count(verdict => verdict.Reason == VerdictReason.Ran);
        _first.Set(root, runs);
        return runs;
    }
}

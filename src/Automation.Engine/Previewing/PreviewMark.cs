namespace Automation.Previewing;

/// <summary>Marks everything that a preview asks, so that whatever would change something refuses.</summary>
/// <remarks>
/// Flows with the execution context into all that the asked code awaits or starts. What it started and left running is free again when the preview is over: a connection pool or a loop that
/// happened to begin inside a preview must not be refused for ever.
/// </remarks>
internal sealed class PreviewMark : IDisposable
{
    private static readonly AsyncLocal<PreviewMark?> Present = new();

    private readonly List<string> _refused = [];
    private readonly PreviewMark? _outer;
    private volatile bool _over;

    private PreviewMark(PreviewMark? outer)
    {
        _outer = outer;
    }

    /// <summary>The mark of the preview that this code is part of; null outside of one.</summary>
    public static PreviewMark? Current => Present.Value is { _over: false } mark ? mark : null;

    /// <summary>Marks what follows in this method and all that it calls. Only in a method whose callers must not see it: async ones restore the context.</summary>
    public static PreviewMark Enter()
    {
        OutgoingCalls.Watch();
        return Present.Value = new PreviewMark(Present.Value);
    }

    /// <summary>Refuses a change that is tried inside a preview; does nothing outside of one.</summary>
    /// <param name="what">The change: <c>publishing an event</c>.</param>
    /// <exception cref="PreviewWriteException">This is part of a preview.</exception>
    public static void Refuse(string what)
    {
        if (Current is { } mark)
        {
            throw mark.Refusal(what);
        }
    }

    /// <summary>What was refused since this was last asked, so that code which swallows the exception cannot hide it; null for nothing.</summary>
    public string? TakeRefused()
    {
        lock (_refused)
        {
            var first = _refused.Count == 0 ? null : _refused[0];
            _refused.Clear();
            return first;
        }
    }

    public void Dispose()
    {
        if (!_over)
        {
            _over = true;
            Present.Value = _outer;
            OutgoingCalls.Unwatch();
        }
    }

    public PreviewWriteException Refusal(string what)
    {
        lock (_refused)
        {
            _refused.Add(what);
        }

        return new PreviewWriteException(what);
    }
}

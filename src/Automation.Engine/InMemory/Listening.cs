namespace Automation.Storage;

/// <summary>A door that hears of what others store, until it is disposed.</summary>
internal sealed class Listening(InMemoryStore door, Action heard, Action<Listening> ended) : IDisposable
{
    public InMemoryStore Door => door;

    public void Hear() => heard();

    public void Dispose() => ended(this);
}

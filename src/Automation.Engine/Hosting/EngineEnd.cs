namespace Automation.Hosting;

/// <summary>Ends the engine of a host that is disposed without having been stopped: nothing more is written, and what is unfinished goes on elsewhere, or with the next start.</summary>
/// <remarks>A container disposes what it made last first. The engine itself is made before its store, which may need services that use the client.</remarks>
internal sealed class EngineEnd(AutomationEngine engine) : IAsyncDisposable, IDisposable
{
    public async ValueTask DisposeAsync()
    {
        engine.MarkDisposed();
        await engine.EndAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        engine.MarkDisposed();
        engine.Kill();
    }
}

namespace Automation.EndToEnd.Worlds;

/// <summary>Something that is waited for, once.</summary>
internal sealed class Latch
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public Task WaitAsync() => _open.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
}

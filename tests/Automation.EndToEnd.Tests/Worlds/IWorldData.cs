using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>The data of a world: outlives the processes that open it.</summary>
internal interface IWorldData : IAsyncDisposable
{
    /// <summary>Makes the place where it is kept, the first time.</summary>
    Task OpenAsync() => Task.CompletedTask;

    /// <summary>A door for one process.</summary>
    IAutomationStore NewStore();

    /// <summary>The end of a process.</summary>
    ValueTask CloseAsync(IAutomationStore store) => store.DisposeAsync();
}

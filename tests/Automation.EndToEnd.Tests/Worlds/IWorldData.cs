using Automation.Storage;

namespace Automation.EndToEnd.Worlds;

/// <summary>The data of a world: outlives the processes that open it.</summary>
internal interface IWorldData : IAsyncDisposable
{
    /// <summary>A door for one process.</summary>
    IAutomationStore NewStore();
}

using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Histories;

/// <summary>What a release left in its store at one moment, and how the runs go on from there.</summary>
/// <param name="Name">Its name, which is that of its files.</param>
/// <param name="Configure">The rules of the host that goes on with it.</param>
/// <param name="Begin">What happened until then; the process is killed behind it.</param>
/// <param name="GoOn">What happens then, until all has ended.</param>
internal sealed record History(string Name, Action<AutomationBuilder> Configure, Func<World, Task> Begin, Func<World, Task> GoOn)
{
    /// <summary>The rules of the host that began; null for the same.</summary>
    public Action<AutomationBuilder>? Former { get; init; }
}

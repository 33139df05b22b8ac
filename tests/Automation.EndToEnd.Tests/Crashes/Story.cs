using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Crashes;

/// <summary>What happens in a world: its rules, and what clients and time do.</summary>
internal sealed record Story(string Name, Action<AutomationBuilder> Configure, Func<World, Task> Play)
{
    /// <summary>Works that may be called once only.</summary>
    public string[] AtMostOnce { get; init; } = [];

    /// <summary>Whether its end may depend on where the process dies: then only the invariants are checked.</summary>
    public bool EndDependsOnCrash { get; init; }

    public override string ToString() => Name;
}

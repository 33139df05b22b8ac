namespace Automation.Storage;

/// <summary>The scope under which rules are stored that all scopes share. It has no events, runs or schedules: no host can use its name, and no store takes any.</summary>
public static class SharedScope
{
    /// <summary>Its name: no scope of a host has this character.</summary>
    public const string Name = "*";
}

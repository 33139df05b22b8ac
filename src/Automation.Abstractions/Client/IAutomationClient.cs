namespace Automation;

/// <summary>The way in for hosts. What is done with events and runs is done in a scope.</summary>
/// <remarks>A singleton; thread-safe.</remarks>
public interface IAutomationClient
{
    /// <summary>Everything a host can do in one scope.</summary>
    /// <param name="scope">The project, tenant or workspace: 1 to 128 of <c>A–Z a–z 0–9 . _ : @ -</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="scope"/> is not such a name.</exception>
    IScopedAutomation In(string scope);

    /// <summary>The rules that are stored as JSON for all scopes: for the host itself, and none of its tenants.</summary>
    ISharedRules SharedRules { get; }
}

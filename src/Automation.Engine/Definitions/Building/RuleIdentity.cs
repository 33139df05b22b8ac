namespace Automation.Definitions;

/// <summary>Tells handles of one rule from those of another, even under the same name: compared by reference.</summary>
internal sealed class RuleIdentity(string name)
{
    public string Name => name;
}

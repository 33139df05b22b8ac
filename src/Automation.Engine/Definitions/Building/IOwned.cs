namespace Automation.Definitions;

/// <summary>Something that one rule declared.</summary>
internal interface IOwned
{
    RuleIdentity Rule { get; }
}

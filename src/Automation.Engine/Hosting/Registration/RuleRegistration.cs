using Automation.Definitions;

namespace Automation.Hosting;

/// <summary>A rule that is written in C#, before it is read.</summary>
internal abstract class RuleRegistration
{
    /// <summary>The rule's class; null for a rule in place.</summary>
    public virtual Type? RuleType => null;

    /// <summary>The rule's name; null when its class has no attribute.</summary>
    public abstract string? Name { get; }

    public abstract Type InputType { get; }

    /// <summary>Lets the host's code write the rule. Throws whatever that code throws.</summary>
    public abstract void Define(RuleDraft draft, IServiceProvider services);
}

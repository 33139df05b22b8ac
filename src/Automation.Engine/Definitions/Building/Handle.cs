using System.Text.Json;

namespace Automation.Definitions;

/// <summary>What is behind every handle that a rule's lambdas read: a node, and where it stands.</summary>
/// <param name="rule">The rule that declares it.</param>
/// <param name="node">The node's id.</param>
/// <param name="place">The branch or loop that the node stands in, in words; null for the body of the rule.</param>
internal abstract class Handle(RuleIdentity rule, string node, string? place) : IOwned
{
    public RuleIdentity Rule => rule;

    public string Node => node;

    /// <summary>The value in words, for messages.</summary>
    public virtual string Thing => $"the result of step '{node}'";

    /// <summary>Where the value is found, as a data rule would write it. Enters the hash where a block returns it.</summary>
    public virtual string Path => $"steps.{node}.output";

    /// <summary>Why the value is not there, and the way out.</summary>
    public virtual string Absence => place is null
        ? "which did not run. Use TryGet where it may not have run."
        : $"which did not run: it stands in {place}. Return it from the branch, or use TryGet.";

    public virtual bool TryRead(IRunScope scope, out JsonElement value) => scope.TryGetOutput(node, out value);
}
